package signin

import (
	"net/http"
	"time"
)

// A Cookie keeps a session's token in a browser. Scripts cannot read it, and
// other sites' forms do not send it.
type Cookie struct {
	// InTheClear is for http on this machine itself, in a demonstration or a
	// test. Anywhere else the cookie is sent over https alone.
	InTheClear bool
}

func (c Cookie) name() string {
	if c.InTheClear {
		return "evenhand"
	}
	return "__Host-evenhand" // a browser takes it only with Secure, Path=/ and no domain
}

// Token returns the token that a request brings; empty if there is none.
func (c Cookie) Token(r *http.Request) string {
	cookie, err := r.Cookie(c.name())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// Set gives the browser a token until it ends.
func (c Cookie) Set(w http.ResponseWriter, token string, now, ends time.Time) {
	c.write(w, token, int(ends.Sub(now).Seconds()))
}

// Clear takes the token from the browser.
func (c Cookie) Clear(w http.ResponseWriter) { c.write(w, "", -1) }

func (c Cookie) write(w http.ResponseWriter, token string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: c.name(), Value: token, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: !c.InTheClear, SameSite: http.SameSiteLaxMode})
}
