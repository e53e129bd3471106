package casework

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Label is what an exhibit is called: E-14.
func Label(n int) string { return "E-" + itoa(n) }

// forDisclosure says whether an exhibit has still to be disclosed or withheld.
func (x *Exhibit) forDisclosure() bool {
	return !x.Disclosed && x.Withheld == "" && x.Quarantined == nil && !x.Gone && (x.Space == OfficeSide || x.Space == Intake || x.Space == Common)
}

// hidden says whether it is in quarantine.
func (x *Exhibit) hidden() bool { return x.Quarantined != nil || x.Gone }

// ready says whether it can be disclosed: a person has looked at its copy, and nothing harmful is in it.
func (x *Exhibit) ready() bool {
	return x.Copy != nil && x.Checked && !x.Unscanned && x.Found == ""
}

// AddExhibits takes in files as evidence. They are durable when it returns.
func (o *Office) AddExhibits(ctx context.Context, v Viewer, reference string, space Space, files []Upload) (*View, error) {
	if _, _, err := o.find(ctx, v, reference); err != nil {
		return nil, err
	}
	blobs, err := o.keep(ctx, files)
	if err != nil {
		return nil, err
	}
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if len(s.caps) == 0 {
			return ErrNotFound
		}
		if len(files) == 0 {
			return mend("evidence", "Choose at least one file.")
		}
		where := space
		if where == "" {
			if where = OfficeSide; len(s.parties) > 0 {
				where = Private(s.parties[0])
			}
		}
		if !s.Sees(where, "") {
			return ErrNotFound
		}
		d.as = s.caps[0]
		for i, file := range files {
			file.Provenance.SuppliedAs = d.as
			title := strings.TrimSpace(file.Title)
			if title == "" {
				title = "Exhibit " + Label(len(d.f.Exhibits)+1)
			}
			if err := d.add(Added{Exhibit: len(d.f.Exhibits) + 1, Title: title, Blob: blobs[i].SHA256, Bytes: blobs[i].Bytes, FileName: fileName(file.Name),
				Provenance: file.Provenance, Space: where, Unscanned: blobs[i].unscanned}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// onExhibit changes one exhibit; officers of the case do.
func (o *Office) onExhibit(ctx context.Context, v Viewer, reference string, n int, make func(d *draft, s sight, x *Exhibit) (What, error)) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		x := d.f.Exhibit(n)
		if x == nil || !s.office {
			return ErrNotFound
		}
		d.as = s.caps[0]
		w, err := make(d, s, x)
		if err != nil {
			return err
		}
		return d.add(w)
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// Copied notes the disclosure copy that was made of an exhibit.
func (o *Office) Copied(ctx context.Context, v Viewer, reference string, c Copied) (*View, error) {
	return o.onExhibit(ctx, v, reference, c.Exhibit, func(d *draft, s sight, x *Exhibit) (What, error) {
		switch {
		case x.Disclosed:
			return nil, mend("exhibit", "It has been disclosed; a changed copy is a new exhibit.")
		case x.hidden():
			return nil, mend("exhibit", "It is hidden.")
		}
		return c, nil
	})
}

// CheckCopy is a person's word that they have looked at the copy and nothing is visible in it that should not be.
func (o *Office) CheckCopy(ctx context.Context, v Viewer, reference string, exhibit int, remark string) (*View, error) {
	return o.ConfirmCopy(ctx, v, reference, Checked{Exhibit: exhibit, Remark: remark})
}

// ConfirmCopy is [Office.CheckCopy] by a person who has also put right what can be read on each page: words that were
// found in an original and are not visible must not be shown to anybody as if they were.
func (o *Office) ConfirmCopy(ctx context.Context, v Viewer, reference string, c Checked) (*View, error) {
	return o.onExhibit(ctx, v, reference, c.Exhibit, func(d *draft, s sight, x *Exhibit) (What, error) {
		switch {
		case x.Copy == nil:
			return nil, mend("exhibit", "Make the copy first.")
		case x.Disclosed:
			return nil, mend("exhibit", "It has been disclosed.")
		case x.hidden():
			return nil, mend("exhibit", "It is hidden.")
		}
		if c.Words != nil && len(c.Words) != x.Copy.Pages {
			return nil, mend("exhibit", "The words are not those of its pages.")
		}
		return c, nil
	})
}

// Withhold lists an exhibit as withheld, with its ground. The deciders do not see it either.
func (o *Office) Withhold(ctx context.Context, v Viewer, reference string, exhibit int, ground string) (*View, error) {
	return o.onExhibit(ctx, v, reference, exhibit, func(d *draft, s sight, x *Exhibit) (What, error) {
		if strings.TrimSpace(ground) == "" {
			return nil, mend("ground", "Say on which ground it is withheld: both sides see the list.")
		}
		if x.Disclosed {
			return nil, mend("exhibit", "It has been disclosed.")
		}
		return Withheld{exhibit, ground}, nil
	})
}

// Quarantine hides an exhibit from everyone at once. It is an event and moves nothing; a second person confirms or
// restores it.
func (o *Office) Quarantine(ctx context.Context, v Viewer, reference string, exhibit int, why string) (*View, error) {
	return o.onExhibit(ctx, v, reference, exhibit, func(d *draft, s sight, x *Exhibit) (What, error) {
		if strings.TrimSpace(why) == "" {
			return nil, mend("why", "Say why it must not be seen.")
		}
		if x.Quarantined != nil || x.Gone {
			return nil, mend("exhibit", "It is hidden already.")
		}
		return Quarantined{exhibit, why, d.f.Today.Add(o.Roll().Settled.Habits.filled().SecondWord)}, nil
	})
}

// EndQuarantine confirms that an exhibit stays hidden, or restores it. It takes a second person.
func (o *Office) EndQuarantine(ctx context.Context, v Viewer, reference string, exhibit int, confirmed bool, why string) (*View, error) {
	return o.onExhibit(ctx, v, reference, exhibit, func(d *draft, s sight, x *Exhibit) (What, error) {
		if x.Quarantined == nil || x.Gone {
			return nil, mend("exhibit", "It is not waiting for a second word.")
		}
		if d.f.quarantinedBy(exhibit) == v.Person {
			return nil, mend("exhibit", "Somebody else must look at it: one person hides, another confirms.")
		}
		return QuarantineEnded{exhibit, confirmed, why}, nil
	})
}

func (f *File) quarantinedBy(exhibit int) PersonID {
	var by PersonID
	for _, e := range f.Events {
		if w, ok := e.What.(Quarantined); ok && w.Exhibit == exhibit {
			by = e.By
		}
	}
	return by
}

// Receive is a party's signed receipt of what was disclosed to it.
func (o *Office) Receive(ctx context.Context, v Viewer, reference string) (*View, error) {
	f, err := o.change(ctx, v, reference, func(d *draft, s sight) error {
		if len(s.parties) == 0 {
			return ErrNotFound
		}
		var list []int
		for _, x := range d.f.Exhibits {
			if x.Disclosed && !slices.Contains(x.Receipts, v.Person) {
				list = append(list, x.Exhibit)
			}
		}
		if len(list) == 0 {
			return mend("", "There is nothing new to sign for.")
		}
		d.as = s.caps[0]
		return d.add(Received{list})
	})
	if err != nil {
		return nil, err
	}
	return o.view(f, v), nil
}

// disclose puts into the common file what an act of disclosure, by a person or by rule, discloses: every exhibit that
// is not withheld and is ready.
func (d *draft) disclose() error {
	for i := range d.f.Steps {
		st := &d.f.Steps[i]
		if st.N < d.from || st.Event < 0 || st.Mark == Void {
			continue
		}
		act := &d.f.Proc.Acts[d.f.Proc.Events[st.Event].Act]
		if !slices.Contains(act.Is, "disclosure") {
			continue
		}
		var list []int
		for _, x := range d.f.Exhibits {
			if x.forDisclosure() && x.ready() {
				list = append(list, x.Exhibit)
			}
		}
		if len(list) > 0 {
			return d.addByRule(Disclosed{list})
		}
	}
	return nil
}

// OpenExhibit opens what a viewer may read of an exhibit: the disclosure copy, or the original for those who prepare
// the case and for whoever brought it. The reading is recorded before the first byte.
func (o *Office) OpenExhibit(ctx context.Context, v Viewer, reference string, n int, original bool) (io.ReadCloser, *Exhibit, error) {
	f, s, err := o.find(ctx, v, reference)
	if err != nil {
		return nil, nil, err
	}
	x := f.Exhibit(n)
	if x == nil {
		return nil, nil, ErrNotFound
	}
	sees, mayOriginal := s.SeesExhibit(x)
	if !sees || original && !mayOriginal {
		return nil, nil, ErrNotFound
	}
	blob, what := x.Blob, "the original of "+Label(n)
	if !original {
		if x.Copy == nil {
			return nil, nil, ErrNotFound
		}
		blob, what = x.Copy.Blob, Label(n)
	}
	if err := o.read(ctx, f, s, what); err != nil {
		return nil, nil, err
	}
	body, err := o.Blobs.Open(ctx, blob)
	if err != nil {
		return nil, nil, fmt.Errorf("open an exhibit: %w", err)
	}
	return body, x, nil
}

// read records a reading.
func (o *Office) read(ctx context.Context, f *File, s sight, what string) error {
	as := Auditor
	if len(s.caps) > 0 {
		as = s.caps[0]
	}
	return o.Store.Commit(ctx, Change{Readings: []Reading{{f.ID, o.now(), s.person, as, what}}})
}
