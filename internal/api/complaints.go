package api

import (
	"encoding/json"
	"mime"
	"net/http"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
)

// A complaint is what a program sends.
type complaint struct {
	What      string          `json:"what"`
	When      string          `json:"when"`
	Who       string          `json:"who"`
	About     string          `json:"about"`
	Contact   json.RawMessage `json:"contact"`
	Wish      string          `json:"wish"`
	Standing  string          `json:"standing"`
	Discovery string          `json:"discovery"`
}

func (s *server) complain(w http.ResponseWriter, r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return errMalformed{"say what you send: multipart/form-data or application/json"}
	}
	var c complaint
	var files []casework.Upload
	switch kind {
	case "application/json":
		err = read(r, &c)
	case "multipart/form-data":
		files, err = s.parts(r, &c)
	default:
		return errMalformed{"send multipart/form-data or application/json"}
	}
	if err != nil {
		return err
	}
	out, err := s.complaintOf(r, c)
	if err != nil {
		return err
	}
	out.Files = files
	receipt, err := s.Office.Complain(r.Context(), out)
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/v1/complaints/"+receipt.Reference)
	send(w, http.StatusCreated, struct {
		Reference   string `json:"reference"`
		ReceiptCode string `json:"receiptCode"`
	}{receipt.Reference, receipt.Code})
	return nil
}

// complaintOf is what the office takes in.
func (s *server) complaintOf(r *http.Request, c complaint) (casework.Complaint, error) {
	out := casework.Complaint{What: c.What, When: c.When, Who: c.Who, About: c.About, Wish: c.Wish, Channel: "api"}
	switch x := casework.Standing(c.Standing); x {
	case "":
	case casework.Named, casework.Protected, casework.Anonymous, casework.ThirdParty:
		out.Standing = x
	default:
		return out, casework.Problems{{Field: "standing", Text: "It is one of named, protected, anonymous, third-party."}}
	}
	if len(c.Contact) > 0 && string(c.Contact) != "null" {
		if err := json.Unmarshal(c.Contact, &out.Contact); err != nil {
			out.Contact = string(c.Contact)
		}
	}
	if c.Discovery != "" {
		d, err := calendar.ParseDate(c.Discovery)
		if err != nil {
			return out, casework.Problems{{Field: "discovery", Text: "Write the day on which you learnt of it as 2026-03-02."}}
		}
		out.Discovery = d
	}
	if r.Header.Get("Authorization") != "" {
		v, err := s.viewer(r, WriteMatters)
		if err != nil {
			return out, err
		}
		out.Sender = v.Person
	} else if out.Standing == "" {
		if out.Standing = casework.Anonymous; out.Contact != "" {
			out.Standing = casework.Named
		}
	}
	return out, nil
}

// parts reads a complaint that comes with its files.
func (s *server) parts(r *http.Request, c *complaint) ([]casework.Upload, error) {
	var contact string
	f := form{fields: map[string]*string{"what": &c.What, "when": &c.When, "who": &c.Who, "about": &c.About, "wish": &c.Wish,
		"standing": &c.Standing, "discovery": &c.Discovery, "contact": &contact}}
	if err := f.read(s, r); err != nil {
		return nil, err
	}
	c.Contact, _ = json.Marshal(contact) // a string always can
	return f.files, nil
}

// comeBack shows whoever has the receipt code where their complaint stands.
func (s *server) comeBack(w http.ResponseWriter, r *http.Request) error {
	reference := r.PathValue("reference")
	person, err := s.Office.Redeem(r.Context(), reference, r.Header.Get("Receipt-Code"))
	if err != nil {
		return err
	}
	view, err := s.Office.View(r.Context(), casework.Viewer{Person: person}, strings.ToUpper(reference))
	if err != nil {
		return err
	}
	send(w, http.StatusOK, receiptOf(view))
	return nil
}

// A file is an exhibit as its sender sees it.
type file struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func receiptOf(v *casework.View) any {
	next := "Nothing is due at the moment."
	for _, c := range v.Clocks {
		if !c.Paused {
			next = "By the end of " + casework.Day(c.Last) + ": " + casework.Words(c.Name) + " (clause " + c.Clause + ")."
			break
		}
	}
	out := struct {
		Reference string `json:"reference"`
		Stage     string `json:"stage"`
		Next      string `json:"next"`
		Evidence  []file `json:"evidence"`
	}{v.Reference, v.Stage, next, []file{}}
	for _, x := range v.Exhibits {
		if x.SHA256 != "" {
			out.Evidence = append(out.Evidence, file{x.FileName, x.Bytes, x.SHA256})
		}
	}
	return out
}
