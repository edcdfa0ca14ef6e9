package cli

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/report"
)

// FuzzCurves: no metrics make the report of a run panic or hang.
func FuzzCurves(f *testing.F) {
	f.Add([]byte("{\"step\":0,\"episodes\":4}\n{\"step\":50,\"loss\":0.5,\"grad_norm\":2,\"gap\":1e-7}\n{\"step\":50,\"valid_error\":0.1,\"best\":true}\n"))
	f.Add([]byte("{\"step\":1e308,\"loss\":-1e308}\n{\"step\":-1e308,\"loss\":1e-320,\"gap\":1}\n"))
	f.Add([]byte("{\"step\":1,\"loss\":5}\n{\"step\":1,\"loss\":5}\n[]\nnull\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseCurves("m", bytes.NewReader(data))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "m:") {
				t.Fatalf("error %q does not begin with the place", err)
			}
			return
		}
		page := &report.Page{Title: "run"}
		for _, chart := range c.charts(&agents.Trained{Steps: 50}) {
			if err := page.Chart(chart, ""); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := page.WriteTo(io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}
