package signin

import (
	"slices"
	"time"
)

// A Reach is what a factor opens: every matter in which the person has a part,
// or some. It says nothing of whether they have a part; that is casework's.
//
// A reach is never made out of nothing. It begins with a code on paper that
// two others prepared, or with a receipt code. A passkey has the reach that
// the session had in which it was made, and gains that of a code entered
// beside it. A link by e-mail and an identity provider have none, so whoever
// controls the mail relay or the provider signs in as anybody and enters
// nothing; nor does a passkey help that they make there.
type Reach struct {
	All     bool     `json:"all,omitempty"`
	Matters []Matter `json:"matters,omitempty"` // in order
}

// AllMatters stands for every matter in which a person has a part, now or later.
const AllMatters Matter = "*"

// Over returns a reach that opens one matter, or AllMatters. That of no matter
// opens nothing, so that a name left out does no harm.
func Over(m Matter) Reach {
	switch m {
	case "":
		return Reach{}
	case AllMatters:
		return Reach{All: true}
	}
	return Reach{Matters: []Matter{m}}
}

// Has reports whether r opens m.
func (r Reach) Has(m Matter) bool {
	return m != "" && m != AllMatters && (r.All || slices.Contains(r.Matters, m))
}

// And returns what r or s opens.
func (r Reach) And(s Reach) Reach {
	if r.All || s.All {
		return Reach{All: true}
	}
	matters := slices.Concat(r.Matters, s.Matters)
	slices.Sort(matters)
	return Reach{Matters: slices.Compact(matters)}
}

// Means is how somebody showed who they are.
type Means string

// The means.
const (
	ByLink     Means = "link"     // sent to their address
	ByProvider Means = "provider" // OpenID Connect
	ByPasskey  Means = "passkey"
	ByCode     Means = "code"    // on paper
	ByReceipt  Means = "receipt" // an anonymous reporter's
)

// A Factor is one means that was shown, and when.
type Factor struct {
	Means   Means     `json:"means"`
	At      time.Time `json:"at"`
	Reach   Reach     `json:"reach,omitzero"`
	Passkey []byte    `json:"passkey,omitempty"` // which
}
