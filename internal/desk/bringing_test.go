package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web/browser"
)

// sendForm makes a form with files of fields and values in turn; the file, if it has words, is the chronology.
func sendForm(t testing.TB, url, chronology string, pairs ...string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if chronology != "" {
		part, err := w.CreateFormFile("chronology", "case.csv")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(chronology)) // a buffer takes all
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1])
	}
	_ = w.Close()
	r := httptest.NewRequest("POST", url, &b)
	r.RequestURI = ""
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// firstRows are the first rows of the model book's chronology of a case that was dealt with by the rules.
func firstRows(t testing.TB, n int) string {
	t.Helper()
	text, err := os.ReadFile("../../modelrules/party/chronologies/kept.csv")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.SplitAfter(string(text), "\n")[:n+1], "")
}

// hidden is what the page sends along unseen, and what its fields hold, as a browser would send them.
func (a answer) fields() []string {
	var list []string
	for _, m := range regexp.MustCompile(`<input[^>]* name="((?:name|person)-\d+)"[^>]* value="([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		list = append(list, m[1], strings.ReplaceAll(m[2], "&#34;", `"`))
	}
	return list
}

func TestBringingInACase(t *testing.T) {
	h := newRealHouse(t)
	h.day("2026-02-10")
	keeper, second := h.as("caseworker"), h.as("assessor")
	for _, p := range []*guest{h.as("complainant"), h.as("auditor"), h.as("admin"), second} {
		p.get("/cases/bring-in").is(http.StatusNotFound)
		p.do(sendForm(t, p.url+"/cases/bring-in", firstRows(t, 2))).is(http.StatusNotFound)
	}
	keeper.get("/cases").has("/cases/bring-in")
	second.get("/cases").lacks("/cases/bring-in")
	at := keeper.url + "/cases/bring-in"
	keeper.get("/cases/bring-in").is(http.StatusOK).has("The chronology")
	keeper.do(sendForm(t, at, "")).is(http.StatusUnprocessableEntity).has("Choose the file")
	keeper.do(sendForm(t, at, "no,columns\n1,2\n")).is(http.StatusUnprocessableEntity).has("Line 1")

	text := strings.Replace(firstRows(t, 2), "2026-02-04,", "2026-02,", 1)
	trial := keeper.do(sendForm(t, at, text)).is(http.StatusOK).has("Nothing has been kept yet", "is uncertain", "Received", "Acknowledge", "Who is who", "a member")
	fields := append(trial.fields(), "chronology", text)
	for i := 0; i < len(fields); i++ {
		if fields[i] == "a member" || fields[i] == "a caseworker" {
			name := map[string]string{"a member": "Gimlet Nettlewick", "a caseworker": "Bobbin Halfbridge"}[fields[i]]
			fields = append([]string{strings.Replace(fields[i-1], "name-", "person-", 1), name}, fields...)
			i += 2
		}
	}
	store := append(fields, "do", "store", "second", "assessor")
	keeper.do(sendForm(t, at, "", store...)).is(http.StatusUnprocessableEntity).has("is uncertain")
	settled := append(store, "line-3", "2026-02-04")
	keeper.do(sendForm(t, at, "", append([]string{"person-0", "Nobody Atall"}, settled...)...)).is(http.StatusUnprocessableEntity).has("Nobody on the roll is called Nobody Atall")
	ref := strings.TrimPrefix(keeper.do(sendForm(t, at, "", settled...)).to("/case/").header.Get("Location"), "/case/")

	keeper.get("/case/"+ref).is(http.StatusOK).has("waits for a second person", "Ladle Thornybank").lacks("take-over")
	second.get("/case/"+ref).is(http.StatusOK).has("take-over", "Give it up")
	h.as("complainant").get("/case/" + ref).is(http.StatusNotFound)
	h.as("auditor").get("/cases").lacks(ref)
	h.as("auditor").get("/case/" + ref).is(http.StatusNotFound)
	second.get("/cases").has(ref, "It waits for a second person")
	keeper.post("/case/"+ref+"/take-over", "seen", "5").is(http.StatusUnprocessableEntity).has("Somebody else confirms it")
	second.post("/case/"+ref+"/give-up", "why", " ").is(http.StatusUnprocessableEntity).has("Say what is wrong with it")
	second.post("/case/"+ref+"/take-over", "seen", "1").is(http.StatusConflict)
	seen := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(second.get("/case/" + ref).body)[1]
	second.post("/case/"+ref+"/take-over", "seen", seen).to("/case")
	keeper.get("/case/"+ref).is(http.StatusOK).lacks("waits for a second person", "take-over")
	h.as("complainant").get("/case/" + ref).is(http.StatusOK)
	h.as("auditor").get("/cases").has(ref)
}

// TestBringingInACaseInABrowser looks at the pages; what a chronology would become is shown in answer to a form.
func TestBringingInACaseInABrowser(t *testing.T) {
	h := newHouse(t)
	h.day("2026-02-10")
	pages, err := h.desk.Handler()
	h.must(err)
	mux := http.NewServeMux()
	mux.Handle("/", pages)
	cookie := func(person string) string {
		w := httptest.NewRecorder()
		f := signin.Factor{Means: signin.ByCode, At: h.clock.Now(), Reach: signin.Reach{All: true}}
		token, _, err := h.door.Open(t.Context(), signin.Person(person), f, "a browser", "")
		h.must(err)
		h.desk.Cookie.Set(w, token, h.clock.Now(), h.clock.Now().Add(time.Hour))
		return w.Header().Get("Set-Cookie")
	}
	for _, person := range []string{"caseworker", "assessor"} {
		set := cookie(person)
		mux.HandleFunc("GET /as/"+person, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Set-Cookie", set)
			http.Redirect(w, r, "/rules", http.StatusSeeOther)
		})
	}
	text := strings.Replace(firstRows(t, 4), "2026-02-04,acknowledge", "2026-02,acknowledged at last", 1)
	mux.HandleFunc("GET /trial", func(w http.ResponseWriter, r *http.Request) {
		post := sendForm(t, "/cases/bring-in", text)
		post.Header["Cookie"] = r.Header["Cookie"]
		post.RequestURI = "/cases/bring-in"
		pages.ServeHTTP(w, post)
	})
	keeper := h.as("caseworker")
	ref := strings.TrimPrefix(keeper.do(sendForm(t, keeper.url+"/cases/bring-in", firstRows(t, 2), "do", "store", "second", "assessor")).to("/case/").header.Get("Location"), "/case/")
	server := httptest.NewServer(mux)
	h.Cleanup(server.Close)
	browser.Look(t, server.URL, browser.Visit{Name: "bring-in", Path: "/cases/bring-in", SignIn: "/as/caseworker"},
		browser.Visit{Name: "bring-in-trial", Path: "/trial", SignIn: "/as/caseworker"},
		browser.Visit{Name: "bring-in-waits", Path: "/case/" + ref, SignIn: "/as/assessor", Looks: []string{"light", "narrow"}})
}
