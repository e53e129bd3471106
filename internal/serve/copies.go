package serve

import (
	"bytes"
	"context"
	"errors"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/disclosure"
)

// Copies makes disclosure copies with the tools of this machine.
type Copies struct{ maker *disclosure.Maker }

// NewCopies finds the tools. Missing are those that it did not find: what needs them cannot be copied here.
func NewCopies() (c *Copies, missing []string) {
	m := disclosure.New(disclosure.Options{})
	return &Copies{m}, m.Missing()
}

// Copy makes the disclosure copy of an original. What cannot be copied soundly is casework.Problems: a person must
// prepare a copy.
func (c *Copies) Copy(ctx context.Context, f casework.Upload) (desk.Copied, error) {
	var pdf bytes.Buffer
	report, err := c.maker.Make(ctx, disclosure.Original{Name: f.Name, Content: f.Body}, &pdf)
	var refusal *disclosure.Refusal
	if errors.As(err, &refusal) {
		return desk.Copied{}, casework.Problems{{Field: "exhibit", Text: refusal.Error()}}
	}
	if err != nil {
		return desk.Copied{}, err
	}
	out := desk.Copied{PDF: pdf.Bytes(), Pages: report.Pages}
	for _, h := range report.Hidden {
		out.Hidden = append(out.Hidden, h.String())
	}
	out.Hidden = append(out.Hidden, report.Lost...)
	for _, t := range report.Text {
		out.Text = append(out.Text, t.Seen)
	}
	return out, nil
}
