package multilabel

// Table holds rows of features and labels.
type Table struct {
	Rows int
	X    []float64 // features (Rows × d)
	Y    []float64 // labels, 0 or 1 (Rows × k)
}

// Dataset is a multilabel data set with its two splits.
type Dataset struct {
	Name     string
	Features []string // names of the columns of X (d)
	Labels   []string // names of the columns of Y (k)
	Text     []string // names of the attributes that are no column: strings and dates
	Train    Table
	Test     Table  // no rows where the data set has one file
	Content  string // SHA-256 of the files, in hexadecimal
}

// LoadOptions say what the files do not.
type LoadOptions struct {
	Labels    int  // how many attributes are labels: the first n, or the last −n; 0 means by MEKA option or XML file
	DropEmpty bool // whether to drop rows without any label
	Limits    Limits
}

// DefaultLoad leaves the labels to the files.
func DefaultLoad() LoadOptions { return LoadOptions{Limits: DefaultLimits()} }

// Load reads a data set. path is an ARFF file, or a directory with NAME-train.arff and NAME-test.arff (or with _ or .
// for -, or without NAME) or a single ARFF file; an XML file of the same NAME, or the only one there, names the labels.
func Load(path string, o LoadOptions) (*Dataset, error) {
	files, err := find(path)
	if err != nil {
		return nil, err
	}
	var c *columns
	train, err := readFile(files.train, o.Limits, func(rel *Relation) (check, error) {
		mark, err := files.labels(rel, o)
		if err == nil {
			c, err = newColumns(files.train, rel, mark)
		}
		if err != nil {
			return nil, err
		}
		return c.check, nil
	})
	if err != nil {
		return nil, err
	}
	c.fit()
	ds := &Dataset{Name: files.name, Features: c.features, Labels: c.labels, Text: c.text}
	if ds.Train, err = c.table(files.train, train, o); err != nil {
		return nil, err
	}
	if files.test != "" {
		test, err := readFile(files.test, o.Limits, func(rel *Relation) (check, error) {
			return c.check, at(files.test, same(train, rel))
		})
		if err != nil {
			return nil, err
		}
		if ds.Test, err = c.table(files.test, test, o); err != nil {
			return nil, err
		}
	}
	ds.Content, err = files.hash(c.mark, o)
	return ds, err
}
