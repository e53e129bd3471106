package casework

import (
	"context"
	"fmt"
	"io"
)

// A BundleFile is the bundle of a matter as one person may read it: the disclosed copies and what is withheld.
type BundleFile struct {
	View     *View
	Items    []BundleItem
	Withheld []ExhibitView
}

// A BundleItem is an exhibit of a bundle and the blob of its copy.
type BundleItem struct {
	ExhibitView
	Copy Blob
}

// Bundle lists what a viewer's bundle holds. The reading is recorded.
func (o *Office) Bundle(ctx context.Context, v Viewer, reference string) (*BundleFile, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, err
	}
	b := &BundleFile{View: o.view(f, v)}
	for _, x := range b.View.Exhibits {
		switch e := f.Exhibit(x.Number); {
		case x.Quarantined:
		case x.Withheld != "":
			b.Withheld = append(b.Withheld, x)
		case x.Disclosed && e.Copy != nil:
			b.Items = append(b.Items, BundleItem{x, Blob{e.Copy.Blob, e.Copy.Bytes}})
		}
	}
	if len(b.Items) == 0 {
		return nil, mend("", "Nothing has been disclosed yet, so there is no bundle.")
	}
	return b, o.read(ctx, f, s, ReadBundle)
}

// ReadBundle is what a reading of the bundle is recorded as.
const ReadBundle = "the bundle"

// Open opens what is kept under a hash that a bundle names.
func (b BundleItem) Open(ctx context.Context, o *Office) (io.ReadCloser, error) {
	body, err := o.Blobs.Open(ctx, b.Copy.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open a copy: %w", err)
	}
	return body, nil
}
