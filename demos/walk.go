package demos

import (
	"github.com/foxglove/mcap/go/mcap"
)

// located is an episode inside a file.
type located struct {
	Facts
	at    int // offset of its metadata record
	chunk record
}

// walk reads the records of a data section, whose order is fixed:
//
//	Header · Metadata(dataset) · N × ( Metadata(episode) · Chunk · MessageIndex )
//
// It appends the episodes to found and returns the text of the dataset's metadata.
func walk(data []byte, end int, found []located) (_ []located, manifest string, err error) {
	header, ok := recordAt(data, len(mcap.Magic), end)
	if !ok || header.op != mcap.OpHeader {
		return nil, "", damaged(len(mcap.Magic), "no MCAP header")
	}
	dataset, entries, err := metadataAt(data, header.end(), end, datasetRecord)
	if err != nil {
		return nil, "", err
	}
	for at := dataset.end(); at < end; {
		episode, err := episodeAt(data, at, end)
		if err != nil {
			return nil, "", err
		}
		index, ok := recordAt(data, episode.chunk.end(), end)
		if !ok || index.op != mcap.OpMessageIndex {
			return nil, "", damaged(episode.chunk.end(), "no index after the chunk of episode %d", episode.Number)
		}
		if len(found) > 0 && episode.Number != found[len(found)-1].Number+1 {
			return nil, "", damaged(at, "episode %d follows episode %d", episode.Number, found[len(found)-1].Number)
		}
		if len(found) == maxBatch {
			return nil, "", damaged(at, "more than %d episodes", maxBatch)
		}
		found = append(found, episode)
		at = index.end()
	}
	if len(found) == 0 {
		return nil, "", damaged(end, "no episode")
	}
	return found, entries["manifest"], nil
}

// metadataAt reads a Metadata record that must be there and have a certain name.
func metadataAt(data []byte, at, end int, want string) (record, map[string]string, error) {
	r, ok := recordAt(data, at, end)
	if !ok || r.op != mcap.OpMetadata {
		return r, nil, damaged(at, "no %s record", want)
	}
	name, entries, ok := metadata(r.body)
	if !ok || name != want {
		return r, nil, damaged(at, "the %s record is damaged", want)
	}
	return r, entries, nil
}

// episodeAt reads the metadata of an episode and finds its chunk.
func episodeAt(data []byte, at, end int) (located, error) {
	r, entries, err := metadataAt(data, at, end, episodeRecord)
	if err != nil {
		return located{}, err
	}
	e := located{at: at}
	if err := e.parse(entries); err != nil {
		return located{}, damaged(at, "the episode's metadata: %v", err)
	}
	chunk, ok := recordAt(data, r.end(), end)
	if !ok || chunk.op != mcap.OpChunk {
		return located{}, damaged(r.end(), "no chunk for episode %d", e.Number)
	}
	e.chunk = chunk
	return e, nil
}
