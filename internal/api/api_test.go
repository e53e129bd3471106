package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/evenhand/evenhand/internal/api"
	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
)

// bearer knows tokens by the name of the person.
type bearer map[string][]string

func (b bearer) Holder(_ context.Context, token string) (casework.PersonID, []string, error) {
	scopes, ok := b[token]
	if !ok {
		return "", nil, api.ErrToken
	}
	return casework.PersonID(token), scopes, nil
}

// still is a clock that stands.
type still struct{ at time.Time }

func (c *still) Now() time.Time { return c.at }

// A site is the API of an office on a real store, and its description.
type site struct {
	*testing.T
	*httptest.Server
	office *casework.Office
	clock  *still
	doc    map[string]any
	schema *jsonschema.Compiler
	called map[string]bool // "POST /api/v1/complaints 201"
}

func newSite(t *testing.T) *site {
	dir := t.TempDir()
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "office.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	key, err := keys.File(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := blobs.Open(filepath.Join(dir, "blobs"), key)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, clock: &still{time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)}, called: map[string]bool{}}
	if s.office, err = casework.Open(t.Context(), store, files, s.clock, rand.Reader); err != nil {
		t.Fatal(err)
	}
	s.organise()
	all := []string{api.ReadMatters, api.WriteMatters}
	s.Server = httptest.NewServer(api.Handler(api.Options{Office: s.office, Tokens: bearer{"caseworker": all, "assessor": all, "complainant": all,
		"outsider": all, "reader": {api.ReadMatters}}, Limit: api.Limit{Body: 4 << 20, Files: 3}}))
	t.Cleanup(s.Close)
	s.describe()
	return s
}

func (s *site) organise() {
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		s.Fatal(err)
	}
	sum := sha256.Sum256(text)
	list := []casework.What{casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text)}}
	for id, body := range map[string]string{"caseworker": "caseworker", "assessor": "assessment-officer", "chair": "disputes-chair", "complainant": "",
		"respondent": "", "outsider": ""} {
		list = append(list, casework.PersonAdded{Person: casework.Person{ID: casework.PersonID(id), Name: id, Statuses: []string{"member"}}})
		if body != "" {
			list = append(list, casework.Held{Person: casework.PersonID(id), Body: body})
		}
	}
	if err := s.office.Organise(s.Context(), "caseworker", list...); err != nil {
		s.Fatal(err)
	}
}

// describe reads the description as the server gives it.
func (s *site) describe() {
	res, err := http.Get(s.URL + "/api/v1/openapi.json")
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	doc, err := jsonschema.UnmarshalJSON(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	s.doc = doc.(map[string]any)
	s.schema = jsonschema.NewCompiler()
	if err := s.schema.AddResource("openapi.json", doc); err != nil {
		s.Fatal(err)
	}
}

// call calls an operation, wants a status, holds the answer against the description, and decodes it.
func (s *site) call(want int, method, pattern, path, token string, body any, into any, headers ...string) {
	s.Helper()
	kind := "application/json"
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case *form:
		r, kind = b.end(), b.w.FormDataContentType()
	case string:
		r = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			s.Fatal(err)
		}
		r = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, s.URL+path, r)
	if err != nil {
		s.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	if res.StatusCode != want {
		s.Fatalf("%s %s: %d, want %d: %s", method, path, res.StatusCode, want, text)
	}
	s.hold(method, pattern, want, text)
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			s.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
}

// hold holds an answer against the schema that the description gives for it.
func (s *site) hold(method, pattern string, status int, text []byte) {
	s.Helper()
	s.called[fmt.Sprintf("%s %s %d", method, pattern, status)] = true
	pointer := fmt.Sprintf("openapi.json#/paths/%s/%s/responses/%d/content/application~1json/schema", strings.ReplaceAll(pattern, "/", "~1"),
		strings.ToLower(method), status)
	schema, err := s.schema.Compile(pointer)
	if err != nil {
		s.Fatalf("%s %s %d is not described: %v", method, pattern, status, err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		s.Fatalf("%s %s: %v in %s", method, pattern, err, text)
	}
	if err := schema.Validate(v); err != nil {
		s.Errorf("%s %s %d is not as described: %v\n%s", method, pattern, status, err, text)
	}
}

// A form is a multipart body.
type form struct {
	b bytes.Buffer
	w *multipart.Writer
}

func newForm(fields ...string) *form {
	f := &form{}
	f.w = multipart.NewWriter(&f.b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = f.w.WriteField(fields[i], fields[i+1])
	}
	return f
}

func (f *form) file(name, text string) *form {
	w, _ := f.w.CreateFormFile("evidence", name)
	_, _ = io.WriteString(w, text)
	return f
}

func (f *form) end() io.Reader {
	_ = f.w.Close()
	return &f.b
}

const complaints, oneComplaint, matters, oneMatter = "/api/v1/complaints", "/api/v1/complaints/{reference}", "/api/v1/matters", "/api/v1/matters/{id}"

type filed struct{ Reference, ReceiptCode string }

// TestAsDescribed walks a complaint through the API, and holds every answer against the description.
func TestAsDescribed(t *testing.T) {
	s := newSite(t)
	var r filed
	s.call(201, "POST", complaints, complaints, "", newForm("what", "Words at a meeting.", "when", "2026-01", "who", "Thimble Oatwhistle").
		file("a.txt", "one").file("b.txt", "two"), &r)
	var standing struct {
		Reference, Stage, Next string
		Evidence               []struct {
			Name, SHA256 string
			Bytes        int64
		}
	}
	s.call(200, "GET", oneComplaint, complaints+"/"+r.Reference, "", nil, &standing, "Receipt-Code", r.ReceiptCode)
	sum := sha256.Sum256([]byte("one"))
	if standing.Stage != "received" || len(standing.Evidence) != 2 || standing.Evidence[0].SHA256 != hex.EncodeToString(sum[:]) || standing.Evidence[0].Name != "a.txt" {
		t.Errorf("the complaint stands at %+v, want received with both files", standing)
	}
	s.call(404, "GET", oneComplaint, complaints+"/"+r.Reference, "", nil, nil, "Receipt-Code", "22222-22222-22222-22222")
	s.call(404, "GET", oneComplaint, complaints+"/AAAA-AAAA", "", nil, nil, "Receipt-Code", r.ReceiptCode)
	s.call(201, "POST", complaints, complaints, "complainant", map[string]any{"what": "w", "when": "2026-01-30", "who": "x", "contact": "call me"}, &r)
	s.call(422, "POST", complaints, complaints, "", map[string]any{"what": "", "when": "soon", "who": ""}, nil)
	s.call(400, "POST", complaints, complaints, "", `{"what":`, nil)
	s.call(401, "POST", complaints, complaints, "nobody", map[string]any{"what": "w", "when": "2026", "who": "x"}, nil)
	s.call(413, "POST", complaints, complaints, "", map[string]any{"what": strings.Repeat("w", 5<<20), "when": "2026", "who": "x"}, nil)

	s.call(401, "GET", matters, matters, "", nil, nil)
	var list struct {
		Matters []struct{ Reference string }
		Next    string
	}
	s.call(200, "GET", matters, matters+"?limit=1&sort=-opened", "caseworker", nil, &list)
	if len(list.Matters) != 1 || list.Next == "" {
		t.Errorf("a page of one is %+v, want one matter and a next page", list)
	}
	first := list.Matters[0].Reference
	s.call(200, "GET", matters, matters+"?limit=1&sort=-opened&after="+list.Next, "caseworker", nil, &list)
	if len(list.Matters) != 1 || list.Matters[0].Reference == first {
		t.Errorf("the second page is %+v, want the other matter", list)
	}
	s.call(200, "GET", matters, matters, "outsider", nil, &list)
	if len(list.Matters) != 0 {
		t.Errorf("somebody outside lists %+v, want nothing", list)
	}
	s.call(400, "GET", matters, matters+"?limit=many", "caseworker", nil, nil)

	path := matters + "/" + r.Reference
	s.call(401, "GET", oneMatter, path, "", nil, nil)
	s.call(404, "GET", oneMatter, path, "outsider", nil, nil)
	s.call(200, "GET", oneMatter, path, "caseworker", nil, nil)
	acts := oneMatter + "/acts"
	var refusal struct {
		Refused    string
		Conditions []struct{ Clause, Version, Reason, Cure string }
	}
	s.call(409, "POST", acts, path+"/acts", "assessor", map[string]any{"act": "take-up", "outcome": "investigate", "reasons": "it is covered"}, &refusal)
	if refusal.Refused != "take-up" || len(refusal.Conditions) == 0 || refusal.Conditions[0].Clause != "4.6" {
		t.Errorf("taking up before the acknowledgement: %+v, want a refusal under 4.6", refusal)
	}
	s.call(200, "POST", acts, path+"/acts", "caseworker", map[string]any{"act": "acknowledge"}, nil)
	s.call(409, "POST", acts, path+"/acts", "caseworker", map[string]any{"act": "acknowledge", "seen": 1}, nil)
	s.call(422, "POST", acts, path+"/acts", "caseworker", map[string]any{"act": "no-such-act"}, nil)
	s.call(400, "POST", acts, path+"/acts", "caseworker", map[string]any{"axt": "acknowledge"}, nil)
	s.call(401, "POST", acts, path+"/acts", "reader", map[string]any{"act": "acknowledge"}, nil)
	s.call(404, "POST", acts, path+"/acts", "outsider", map[string]any{"act": "acknowledge"}, nil)
	s.call(200, "POST", oneMatter+"/facts", path+"/facts", "caseworker", map[string]any{"on": "2026-02-01", "note": "a call", "source": "by telephone"}, nil)
	s.call(422, "POST", oneMatter+"/facts", path+"/facts", "caseworker", map[string]any{"on": "2026-02-01", "note": "", "source": ""}, nil)
	s.call(200, "POST", oneMatter+"/messages", path+"/messages", "complainant", map[string]any{"space": "intake", "text": "When will I hear?"}, nil)
	s.call(404, "POST", oneMatter+"/messages", path+"/messages", "complainant", map[string]any{"space": "office", "text": "let me in"}, nil)
	s.call(201, "POST", oneMatter+"/exhibits", path+"/exhibits", "complainant", newForm("space", "intake").file("c.txt", "three"), nil)
	s.call(200, "GET", "/api/v1/home", "/api/v1/home", "assessor", nil, nil)
	s.call(401, "GET", "/api/v1/home", "/api/v1/home", "", nil, nil)
	s.all()
}

// all fails on an operation of the description that was never called with success.
func (s *site) all() {
	for path, item := range s.doc["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			name := strings.ToUpper(method) + " " + path
			if slices.Contains([]string{"GET /api/v1/openapi.json", "POST /api/v1/matters/{id}/motions", "POST /api/v1/matters/{id}/votes"}, name) {
				continue // the description itself; bodies vote in casework's tests
			}
			if !s.called[name+" 200"] && !s.called[name+" 201"] {
				s.Errorf("%s is described and was never called with success", name)
			}
		}
	}
}

// TestManyReporters files from 64 reporters at once: each gets a receipt, and no reference is given twice.
func TestManyReporters(t *testing.T) {
	s := newSite(t)
	var mu sync.Mutex
	seen := map[string]bool{}
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			f := newForm("what", "The same speech.", "when", "2026-01-30", "who", "somebody").file("speech.txt", strings.Repeat("the same file ", 1000))
			res, err := http.Post(s.URL+complaints, f.w.FormDataContentType(), f.end())
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			var r filed
			if err := json.NewDecoder(res.Body).Decode(&r); err != nil || res.StatusCode != 201 {
				t.Errorf("status %d, %v; want 201", res.StatusCode, err)
			}
			mu.Lock()
			defer mu.Unlock()
			if seen[r.Reference] {
				t.Errorf("reference %s was given twice", r.Reference)
			}
			seen[r.Reference] = true
		})
	}
	wg.Wait()
	if len(seen) != 64 {
		t.Errorf("%d receipts, want 64", len(seen))
	}
}
