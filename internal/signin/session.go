package signin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// A Session is a browser in which somebody has signed in.
type Session struct {
	ID      string // its name in the person's list; it opens nothing
	Person  Person
	Began   time.Time // when they signed in
	Seen    time.Time // when it was last used, to the minute
	Ends    time.Time // unless it is used before; also its end in any case
	Agent   string    // such as Firefox on Android
	Factors []Factor  // what was shown, the first first

	record Record
}

// sessionData is what is stored of a session besides its record.
type sessionData struct {
	ID      string    `json:"id"`
	Began   time.Time `json:"began"`
	Seen    time.Time `json:"seen"`
	Agent   string    `json:"agent"`
	Factors []Factor  `json:"factors"`
}

// Reach returns what the session opens at an instant: that of the factors
// shown within life before it.
func (s Session) Reach(at time.Time, life time.Duration) Reach {
	var all Reach
	for _, f := range s.Factors {
		if at.Before(f.At.Add(life)) {
			all = all.And(f.Reach)
		}
	}
	return all
}

// Enters reports whether the session has a factor, shown not too long ago,
// that opens the matter. Whether the person has a part in it is another question.
func (d *Door) Enters(s Session, m Matter) bool { return d.reach(s).Has(m) }

func (d *Door) reach(s Session) Reach { return s.Reach(d.now(), d.settings.FactorLife) }

// Open begins a session and returns the token for its cookie. A session that
// the browser had, if old is its token, ends: nobody is put into a session that
// somebody else began.
func (d *Door) Open(ctx context.Context, person Person, f Factor, agent, old string) (token string, s Session, err error) {
	if person == "" {
		return "", Session{}, ErrUnknown
	}
	now := d.now()
	return d.renew(ctx, Session{ID: newName(), Person: person, Began: now, Seen: now, Agent: agent, Factors: []Factor{f}}, old)
}

// Strengthen adds a factor of the same person to a session, which gets a new
// token and keeps its latest end.
func (d *Door) Strengthen(ctx context.Context, token string, person Person, f Factor) (newToken string, s Session, err error) {
	s, err = d.Resume(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	if s.Person != person {
		return "", Session{}, ErrUnknown
	}
	same := func(g Factor) bool { return g.Means == ByPasskey && string(g.Passkey) == string(f.Passkey) }
	s.Factors = append(slices.DeleteFunc(s.Factors, same), f)
	return d.renew(ctx, s, token)
}

// renew stores s under a new token and ends the old one's session.
func (d *Door) renew(ctx context.Context, s Session, old string) (string, Session, error) {
	token, key := newSecret()
	s.record = Record{Kind: kindSession, Key: key, Person: s.Person, Made: s.Began}
	records := []Record{d.written(&s)}
	for tries := 3; ; tries-- { // another request of the browser may be writing the old one
		r, err := d.find(ctx, kindSession, hashed(old))
		switch {
		case err == nil:
			r.Ends = d.now()
			records = append(records[:1], r)
		case errors.Is(err, ErrUnknown):
			records = records[:1]
		default:
			return "", Session{}, err
		}
		if err = d.put(ctx, records...); err == nil {
			s.record.Version++
			return token, s, nil
		}
		if !errors.Is(err, ErrUnknown) || tries == 0 {
			return "", Session{}, err
		}
	}
}

// written returns the record of s, with its end as of its last use.
func (d *Door) written(s *Session) Record {
	s.Ends = earlier(s.Seen.Add(d.settings.SessionIdle), s.Began.Add(d.settings.SessionMost))
	s.record.Ends = s.Ends
	s.record.Data = encode(sessionData{s.ID, s.Began, s.Seen, s.Agent, s.Factors})
	return s.record
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Resume returns the session of a token, or ErrUnknown.
func (d *Door) Resume(ctx context.Context, token string) (Session, error) {
	r, err := d.find(ctx, kindSession, hashed(token))
	if err != nil {
		return Session{}, err
	}
	s, err := session(r)
	if err != nil {
		return Session{}, err
	}
	// Not every request is written down, so that reading a page stays reading.
	if now := d.now(); now.Sub(s.Seen) >= time.Minute {
		s.Seen = now
		err := d.put(ctx, d.written(&s))
		if err != nil && !errors.Is(err, ErrUnknown) {
			return Session{}, err
		}
		if err != nil { // somebody was quicker, perhaps by ending it
			return d.again(ctx, token)
		}
		s.record.Version++
	}
	return s, nil
}

// again reads a session that was changed while it was resumed.
func (d *Door) again(ctx context.Context, token string) (Session, error) {
	r, err := d.find(ctx, kindSession, hashed(token))
	if err != nil {
		return Session{}, err
	}
	return session(r)
}

func session(r Record) (Session, error) {
	data, err := decode[sessionData](r)
	if err != nil {
		return Session{}, err
	}
	return Session{ID: data.ID, Person: r.Person, Began: data.Began, Seen: data.Seen, Ends: r.Ends,
		Agent: data.Agent, Factors: data.Factors, record: r}, nil
}

// Sessions returns a person's sessions, the oldest first.
func (d *Door) Sessions(ctx context.Context, person Person) ([]Session, error) {
	records, err := d.of(ctx, kindSession, person)
	if err != nil {
		return nil, err
	}
	var all []Session
	for _, r := range records {
		s, err := session(r)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// EndSession ends one of a person's sessions, by its ID. That there is none
// such is no error: it has ended.
func (d *Door) EndSession(ctx context.Context, person Person, id string) error {
	return d.endSessions(ctx, person, func(s Session) bool { return s.ID != id })
}

// EndSessions ends all of a person's sessions but the one whose ID is given,
// which may be empty.
func (d *Door) EndSessions(ctx context.Context, person Person, except string) error {
	return d.endSessions(ctx, person, func(s Session) bool { return except != "" && s.ID == except })
}

func (d *Door) endSessions(ctx context.Context, person Person, keep func(Session) bool) error {
	for range 3 { // a session in use may be renewed while we look
		var left bool
		err := d.end(ctx, kindSession, person, func(r Record) bool {
			s, err := session(r)
			kept := err == nil && keep(s)
			left = left || !kept
			return kept
		})
		if err != nil || !left {
			return err
		}
	}
	return nil
}

// Agent returns a browser's own words about itself in coarse ones, which are
// all that is kept of them.
func Agent(userAgent string) string {
	first := func(names ...[2]string) string {
		for _, n := range names {
			if strings.Contains(userAgent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	browser := first([2]string{"Firefox/", "Firefox"}, [2]string{"Edg", "Edge"}, [2]string{"OPR/", "Opera"},
		[2]string{"CriOS/", "Chrome"}, [2]string{"FxiOS/", "Firefox"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := first([2]string{"Android", "Android"}, [2]string{"iPhone", "an iPhone"}, [2]string{"iPad", "an iPad"},
		[2]string{"Windows", "Windows"}, [2]string{"Mac OS", "a Mac"}, [2]string{"CrOS", "ChromeOS"}, [2]string{"Linux", "Linux"})
	switch {
	case browser == "":
		return "Another program"
	case system == "":
		return browser
	}
	return browser + " on " + system
}
