package casework

import (
	"context"
	"fmt"
	"strings"
)

// A Redaction is a copy of an exhibit in which something has been made black.
type Redaction struct {
	Of    int // the exhibit
	Why   string
	Blob  Blob // the copy
	Pages int
	Words []string // what can still be read on each page
}

// Redact takes in a redaction. It is a new exhibit with its reason, whose copy is still to be looked at; the exhibit of
// which it was made is withheld, so that nobody is shown both.
func (o *Office) Redact(ctx context.Context, v Viewer, reference string, r Redaction) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		x := d.f.Exhibit(r.Of)
		if x == nil || !s.office {
			return ErrNotFound
		}
		if sees, _ := s.SeesExhibit(x); !sees {
			return ErrNotFound
		}
		switch {
		case x.Disclosed:
			return mend("exhibit", "It has been disclosed: what was seen cannot be made unseen. Hide it if it must not be seen any longer.")
		case x.Copy == nil:
			return mend("exhibit", "Make the copy first.")
		case strings.TrimSpace(r.Why) == "":
			return mend("why", "Say why this is made black: both sides read it.")
		}
		d.as = s.caps[0]
		n := len(d.f.Exhibits) + 1
		list := []What{
			Added{Exhibit: n, Title: x.Title, Blob: r.Blob.SHA256, Bytes: r.Blob.Bytes, FileName: Label(n) + ".pdf", MediaType: "application/pdf",
				Provenance: x.Provenance, Space: x.Space, RedactedOf: r.Of, Why: r.Why},
			Copied{Exhibit: n, Blob: r.Blob.SHA256, Bytes: r.Blob.Bytes, Pages: r.Pages, Text: r.Words},
		}
		if x.Withheld == "" {
			list = append(list, Withheld{r.Of, fmt.Sprintf("Parts of it are black in %s, which takes its place: %s", Label(n), r.Why)})
		}
		return d.add(list...)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}
