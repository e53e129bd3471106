package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/evenhand/evenhand/evidence"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/disclosure"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// A spool is a file that nobody else can reach and that is gone when it is closed: what is kept can only be read from
// its beginning, and a copy is read from its end.
type spool struct{ *os.File }

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "evenhand-*")
	if err != nil {
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("make room for a copy: %w", err)
	}
	return &spool{f}, nil
}

func (s *spool) open() (*disclosure.Copy, error) {
	size, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	return disclosure.Open(s, size)
}

// reader reads it from its beginning.
func (s *spool) reader() io.Reader { return io.NewSectionReader(s, 0, 1<<62) }

// An opened copy is closed after use.
type opened struct {
	*disclosure.Copy
	spool *spool
}

// Close lets go of it.
func (o *opened) Close() { _ = o.spool.Close() }

// unsealed opens a copy that is kept.
func unsealed(body io.Reader) (*opened, error) {
	s, err := newSpool()
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(s, body); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("read a copy: %w", err)
	}
	c, err := s.open()
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return &opened{c, s}, nil
}

// openCopy opens the disclosure copy of an exhibit, as far as the viewer may; the reading is recorded.
func (v *visit) openCopy(reference string, n int) (*opened, *casework.Exhibit, error) {
	body, x, err := v.Office.OpenExhibit(v.ctx(), v.viewer, reference, n, false)
	if err != nil {
		return nil, nil, err
	}
	defer body.Close()
	c, err := unsealed(body)
	return c, x, err
}

// stamp says whose copy of something it is: a capacity and never a name, since copies are passed on, and a code that
// leads those who may know to the person.
func (v *visit) stamp(c *casework.View, of string) disclosure.Stamp {
	who := casework.Words(casework.Auditor)
	if len(c.You) > 0 {
		who = casework.Words(c.You[0])
	}
	return disclosure.Stamp{For: who, On: c.Today.String(), Code: v.stampCode(c.Reference, of, v.viewer.Person, c.Today.String())}
}

func (d *Desk) stampCode(reference, of string, person casework.PersonID, day string) string {
	return disclosure.Code(d.Stamps, reference, of, string(person), day)
}

// apart sends something as a thing apart from the site: nothing in it can run or load anything.
func (v *visit) apart(mediaType string) {
	h := v.w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
}

// attach sends something to be saved under a name.
func (v *visit) attach(mediaType, name string) {
	v.apart(mediaType)
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": name})
	if disposition == "" {
		disposition = "attachment"
	}
	v.w.Header().Set("Content-Disposition", disposition)
}

// exhibitPicture is one page of a copy. For those who prepare the case it is as it will be disclosed; for others it
// says whose copy they look at.
func (v *visit) exhibitPicture() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(v.r.PathValue("page"))
	if n < 1 || n > x.Pages {
		return web.ErrNotFound
	}
	copied, _, err := v.openCopy(c.Reference, x.Number)
	if errors.Is(err, disclosure.ErrNoCopy) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	defer copied.Close()
	if n > copied.Pages() {
		return web.ErrNotFound
	}
	picture, mediaType, err := copied.Picture(n)
	if err == nil && !c.Office {
		picture, mediaType, err = copied.Stamped(n, v.stamp(c, x.Label))
	}
	if err != nil {
		return err
	}
	v.apart(mediaType)
	v.w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	_, _ = v.w.Write(picture) // whoever asked may have gone
	return nil
}

// exhibitCopy is the viewer's own copy of an exhibit.
func (v *visit) exhibitCopy() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	copied, _, err := v.openCopy(c.Reference, x.Number)
	if errors.Is(err, disclosure.ErrNoCopy) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	defer copied.Close()
	v.attach("application/pdf", x.Label+".pdf")
	return orAbort(disclosure.Watermark(v.w, copied.Copy, v.stamp(c, x.Label)))
}

// orAbort breaks the answer off when something went wrong after it was begun: half a file must not look like a whole one.
func orAbort(err error) error {
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// exhibitOriginal is the original, for those who may have it: as bytes to be saved, whatever they are.
func (v *visit) exhibitOriginal() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	body, original, err := v.Office.OpenExhibit(v.ctx(), v.viewer, c.Reference, x.Number, true)
	if err != nil {
		return err
	}
	defer body.Close()
	v.attach("application/octet-stream", fileName(original.FileName))
	v.w.Header().Set("Content-Length", strconv.FormatInt(original.Bytes, 10))
	_, err = io.Copy(v.w, body)
	return orAbort(err)
}

// bundles remembers where the bundle of each state of a case is kept, so that it is made once.
type bundles struct {
	mu   sync.Mutex
	kept map[string]string // by what it is made of: the blob
}

func (b *bundles) find(key string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept[key]
}

func (b *bundles) note(key, blob string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil || len(b.kept) >= 1000 {
		b.kept = make(map[string]string)
	}
	b.kept[key] = blob
}

// bundle is the viewer's own copy of all that is disclosed, numbered.
func (v *visit) bundle() error {
	if err := v.enter(v.reference()); err != nil {
		return err
	}
	b, err := v.Office.Bundle(v.ctx(), v.viewer, v.reference())
	if p, ok := asProblems(err); ok {
		c, err := v.view()
		if err != nil {
			return err
		}
		return v.show(v.inEvidence(c, v.say("bundle.none"), component.Parts{component.Text{Text: p.Error()}}, v.upToList(c)))
	}
	if err != nil {
		return err
	}
	whole, err := v.wholeBundle(b)
	if err != nil {
		return err
	}
	defer whole.Close()
	v.attach("application/pdf", "bundle.pdf")
	return orAbort(disclosure.Watermark(v.w, whole.Copy, v.stamp(b.View, casework.ReadBundle)))
}

// wholeBundle is the bundle before it is anybody's, as it was made before for what it holds now or else anew.
func (v *visit) wholeBundle(b *casework.BundleFile) (*opened, error) {
	front := v.bundleFront(b)
	key, err := bundleKey(front, b)
	if err != nil {
		return nil, err
	}
	if blob := v.made.find(key); blob != "" {
		if body, err := v.Office.Blobs.Open(v.ctx(), blob); err == nil {
			defer body.Close()
			return unsealed(body)
		}
	}
	s, err := newSpool()
	if err != nil {
		return nil, err
	}
	if err := v.assemble(s, front, b); err != nil {
		_ = s.Close()
		return nil, err
	}
	blob, err := v.Office.Blobs.Put(v.ctx(), s.reader())
	if err == nil {
		v.made.note(key, blob.SHA256)
	}
	c, err := s.open()
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return &opened{c, s}, nil
}

func (v *visit) bundleFront(b *casework.BundleFile) disclosure.Front {
	f := disclosure.Front{Title: v.say("bundle.name"), Lines: []string{
		v.say("bundle.case", "reference", b.View.Reference, "date", b.View.Today),
		v.say("bundle.rules", "title", b.View.Book.Title, "version", b.View.Book.Version)}}
	for _, x := range b.Withheld {
		f.Withheld = append(f.Withheld, evidence.Withheld{Label: evidence.Label(x.Label), Ground: x.Withheld})
	}
	return f
}

// bundleKey is the same for two bundles exactly if they show the same.
func bundleKey(front disclosure.Front, b *casework.BundleFile) (string, error) {
	h := sha256.New()
	enc := json.NewEncoder(h)
	if err := enc.Encode(front); err != nil {
		return "", err
	}
	for _, x := range b.Items {
		if err := enc.Encode([]any{x.Copy, asEvidence(x.ExhibitView)}); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// assemble puts the bundle together.
func (v *visit) assemble(to io.Writer, front disclosure.Front, b *casework.BundleFile) error {
	var parts []disclosure.Part
	for _, x := range b.Items {
		body, err := x.Open(v.ctx(), v.Office)
		if err != nil {
			return err
		}
		c, err := unsealed(body)
		_ = body.Close()
		if err != nil {
			return fmt.Errorf("exhibit %s: %w", x.Label, err)
		}
		defer c.Close()
		parts = append(parts, disclosure.Part{Exhibit: asEvidence(x.ExhibitView), Copy: c.Copy})
	}
	_, err := disclosure.Assemble(to, front, parts)
	return err
}

// asEvidence is an exhibit as the index of a bundle names it.
func asEvidence(x casework.ExhibitView) evidence.Exhibit {
	e := evidence.Exhibit{Label: evidence.Label(x.Label), Title: x.Title, Digest: x.SHA256, Pages: x.Pages, Reason: x.Reason,
		Provenance: evidence.Provenance{SuppliedBy: casework.Words(x.Provenance.SuppliedAs), Captured: x.Provenance.Captured, How: x.Provenance.How}}
	if x.RedactedOf > 0 {
		e.MadeFrom = evidence.NewLabel(x.RedactedOf)
	}
	if x.Provenance.Stated {
		e.Provenance.Extent, e.Provenance.Openness = evidence.Whole, evidence.Open
	}
	if x.Provenance.Part {
		e.Provenance.Extent = evidence.Part
	}
	if x.Provenance.Covert {
		e.Provenance.Openness = evidence.Covert
	}
	return e
}
