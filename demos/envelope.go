package demos

import (
	"bytes"

	"github.com/foxglove/mcap/go/mcap"
)

const (
	footerBody  = 8 + 8 + 4 // start of the summary, start of its offsets, checksum
	dataEndSize = recordHead + 4
	footerSize  = recordHead + footerBody
)

// envelope is the frame of a closed recording: where its sections lie. The checksums it holds cover every byte that is
// not compared with a constant here, so that no flipped bit stays unseen:
//
//	magic · data section … · DataEnd(checksum of all before it) · summary … · Footer(…, checksum since DataEnd) · magic
type envelope struct {
	dataEnd int // offset of the DataEnd record, the end of the data section
	summary int // offset of the summary
	footer  int // offset of the Footer record
}

// open checks everything but the data section's checksum, which checkData compares.
func (e *envelope) open(src *source) error {
	if err := checkMagic(src); err != nil {
		return err
	}
	end := src.size - len(mcap.Magic)
	e.footer = end - footerSize
	footer, ok := src.record(e.footer, end)
	if !ok || footer.op != mcap.OpFooter || footer.end() != end {
		return damaged(e.footer, "the footer is damaged")
	}
	c := cursor{rest: src.body(footer, nil)}
	start, offsets := c.u64(), c.u64()
	if start < uint64(len(mcap.Magic)+dataEndSize) || start > uint64(e.footer) || offsets < start || offsets > uint64(e.footer) {
		return damaged(e.footer, "the footer says that the summary is at bytes %d and %d of %d", start, offsets, src.size)
	}
	e.summary = int(start)
	want := c.u32()
	if sum := src.checksum(e.summary, end-4); sum != want {
		return damaged(e.summary, "the checksum of the summary and the footer, bytes %d to %d, is %08x, recorded %08x", e.summary, end, sum, want)
	}
	e.dataEnd = e.summary - dataEndSize
	last, ok := src.record(e.dataEnd, e.summary)
	if !ok || last.op != mcap.OpDataEnd || last.size != 4 {
		return damaged(e.dataEnd, "the record that ends the data is damaged")
	}
	return e.checkSummary(src)
}

// checkMagic checks that a file begins and ends as a recording does, and is long enough for one.
func checkMagic(src *source) error {
	magic := mcap.Magic
	n := min(len(magic), src.size)
	switch {
	case src.size == 0:
		return damaged(0, "the file is empty")
	case !bytes.Equal(src.view(0, n, nil), magic):
		return damaged(0, "not an MCAP recording")
	case src.size < 2*len(magic)+dataEndSize+footerSize:
		return damaged(src.size, "the file is truncated: it ends here")
	case !bytes.Equal(src.view(src.size-n, n, nil), magic):
		return damaged(src.size-len(magic), "the closing magic is wrong: the file is truncated, or this byte or one of the %d after it is damaged", len(magic)-1)
	}
	return nil
}

// checkData compares the checksum of the data section.
func (e *envelope) checkData(src *source) error {
	c := cursor{rest: src.view(e.dataEnd+recordHead, 4, nil)}
	want := c.u32()
	if sum := src.checksum(0, e.dataEnd); sum != want {
		return &checksumError{damaged(0, "the checksum of the data, bytes 0 to %d, is %08x, recorded %08x", e.dataEnd, sum, want)}
	}
	return nil
}

// checksumError is the damage that the whole data section shows: its place is somewhere in there.
type checksumError struct{ *Damage }

func (e *checksumError) Unwrap() error { return e.Damage }

// checkSummary walks the summary, which only other tools read.
func (e *envelope) checkSummary(src *source) error {
	for at := e.summary; at < e.footer; {
		r, ok := src.record(at, e.footer)
		if !ok {
			return damaged(at, "a record of the summary does not fit")
		}
		switch r.op {
		case mcap.OpSchema, mcap.OpChannel, mcap.OpStatistics, mcap.OpChunkIndex, mcap.OpMetadataIndex, mcap.OpSummaryOffset:
		default:
			return damaged(at, "a %v record in the summary", r.op)
		}
		at = r.end()
	}
	return nil
}
