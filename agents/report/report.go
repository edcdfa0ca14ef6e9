// Package report writes what a run or a benchmark found as one HTML file that needs nothing else: tables, line charts
// as inline SVG, pictures as data URLs. It opens from a disk without a network, prints, and follows the reader's dark
// or light mode. The same content gives the same bytes.
package report

import (
	"encoding/base64"
	"html/template"
	"io"
)

// Page is a report from top to bottom.
type Page struct {
	Title   string
	Lead    string // one or two sentences under the title
	Command string // what reproduces the page; shown as given
	blocks  []block
}

// block is one element of the page; the field that is set says which.
type block struct {
	Heading string
	Text    string
	Table   *Table
	SVGs    []template.HTML // of charts
	Side    bool            // whether they are half as wide as the page, next to one another
	Image   template.URL
	Caption string
}

// Table is a head and its rows; the first column is text, the others are numbers and set flush right.
type Table struct {
	Head []string
	Rows [][]string
}

// Heading starts a section.
func (p *Page) Heading(text string) { p.blocks = append(p.blocks, block{Heading: text}) }

// Text adds a paragraph.
func (p *Page) Text(text string) { p.blocks = append(p.blocks, block{Text: text}) }

// Table adds a table.
func (p *Page) Table(t Table, caption string) {
	p.blocks = append(p.blocks, block{Table: &t, Caption: caption})
}

// Chart draws and adds a chart.
func (p *Page) Chart(c Chart, caption string) error {
	svg, err := c.SVG()
	if err != nil {
		return err
	}
	p.blocks = append(p.blocks, block{SVGs: []template.HTML{template.HTML(themed(svg))}, Caption: caption})
	return nil
}

// Drawing is what Page.Side puts next to others: a Chart or a Heat.
type Drawing interface {
	half() (svg string, err error)
}

// Side adds drawings, two side by side where the page is wide enough.
func (p *Page) Side(drawings []Drawing, caption string) error {
	b := block{Caption: caption, Side: true}
	for _, d := range drawings {
		svg, err := d.half()
		if err != nil {
			return err
		}
		b.SVGs = append(b.SVGs, template.HTML(themed(svg)))
	}
	if len(b.SVGs) > 0 {
		p.blocks = append(p.blocks, b)
	}
	return nil
}

// Image adds a picture; mime is "image/png" or "image/gif".
func (p *Page) Image(mime string, data []byte, caption string) {
	url := "data:" + mime + ";base64," + base64.StdEncoding.EncodeToString(data)
	p.blocks = append(p.blocks, block{Image: template.URL(url), Caption: caption})
}

// WriteTo writes the page as HTML.
func (p *Page) WriteTo(w io.Writer) (int64, error) {
	counted := &counter{w: w}
	err := page.Execute(counted, struct {
		*Page
		Blocks      []block
		Light, Dark template.CSS // the colors of lines
	}{p, p.blocks, template.CSS(palette(false)), template.CSS(palette(true))})
	return counted.n, err
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; --ink: #22262b; --paper: #fcfcfa; --faint: #d9dce0; --quiet: #6a727c; --grid: #e6e7e4;{{.Light}} }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e6e8; --paper: #17191c; --faint: #3a3f45; --quiet: #9aa2ab; --grid: #2b2f34;{{.Dark}} } }
body { max-width: 60rem; margin: 3rem auto; padding: 0 1.2rem; color: var(--ink); background: var(--paper);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin-bottom: .4rem; }
h2 { font-size: 1.2rem; margin-top: 2.4rem; }
p.lead { color: var(--quiet); margin-top: 0; }
pre { padding: .6rem .8rem; border: 1px solid var(--faint); border-radius: 4px; overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--faint); text-align: right; }
td { white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { border-bottom: 2px solid var(--ink); font-weight: 600; }
figure { margin: 1.2rem 0; overflow-x: auto; }
figure img { max-width: 100%; height: auto; border-radius: 4px; }
figure svg { width: 100%; max-width: 50rem; height: auto; display: block; }
figure svg text { fill: var(--ink); }
figure .side { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: .6rem 1rem; }
figure .alone { min-width: 30rem; }
figcaption { color: var(--quiet); font-size: .9rem; }
</style>
<h1>{{.Title}}</h1>
{{with .Lead}}<p class="lead">{{.}}</p>{{end}}
{{with .Command}}<pre>{{.}}</pre>{{end}}
{{range .Blocks}}
{{- with .Heading}}<h2>{{.}}</h2>
{{end}}
{{- with .Text}}<p>{{.}}</p>
{{end}}
{{- if .Table}}<figure><table><thead><tr>{{range .Table.Head}}<th>{{.}}</th>{{end}}</tr></thead>
<tbody>{{range .Table.Rows}}<tr>{{range .}}<td>{{.}}</td>{{end}}</tr>
{{end}}</tbody></table>{{with .Caption}}<figcaption>{{.}}</figcaption>{{end}}</figure>
{{end}}
{{- if .SVGs}}<figure><div class="{{if .Side}}side{{else}}alone{{end}}">{{range .SVGs}}{{.}}
{{end}}</div>{{with .Caption}}<figcaption>{{.}}</figcaption>{{end}}</figure>
{{end}}
{{- if .Image}}<figure><img src="{{.Image}}" alt="{{.Caption}}">{{with .Caption}}<figcaption>{{.}}</figcaption>{{end}}</figure>
{{end}}
{{- end}}
</html>
`))
