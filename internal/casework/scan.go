package casework

import "context"

// scan has bytes that are kept looked through for harmful programs. Scanned is false when that could not be done.
func (o *Office) scan(ctx context.Context, sha string) (found string, scanned bool) {
	if o.Scanner == nil {
		return "", true
	}
	body, err := o.Blobs.Open(ctx, sha)
	if err != nil {
		return "", false
	}
	defer body.Close()
	found, err = o.Scanner.Scan(ctx, body)
	return found, err == nil
}

// ScanExhibit has an exhibit looked through that could not be when it came in.
func (o *Office) ScanExhibit(ctx context.Context, v Viewer, reference string, n int) (*View, error) {
	return o.onExhibit(ctx, v, reference, n, func(d *draft, s sight, x *Exhibit) (What, error) {
		if !x.Unscanned {
			return nil, mend("exhibit", "It has been looked through.")
		}
		found, scanned := o.scan(ctx, x.Blob)
		if !scanned {
			return nil, mend("exhibit", "What looks for harmful programs cannot be reached. Try again later; until then the exhibit cannot be disclosed.")
		}
		return Scanned{n, found}, nil
	})
}
