package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
)

// A Cast says who is who in the demonstration.
type Cast struct {
	Players []Player
	Matters []Matter
}

// A Player is somebody a visitor can be.
type Player struct {
	Person casework.PersonID
	Name   string
	Part   string // caseworker, respondent
}

// A Matter is one of the twelve.
type Matter struct {
	Number       int
	Title, Shows string
	Reference    string
	Receipt      string   // the code that brings its sender back
	Joined       []string // references of the matters told in the same story
}

// Player finds a player by name; false when there is none.
func (c Cast) Player(name string) (Player, bool) {
	for _, p := range c.Players {
		if p.Name == name {
			return p, true
		}
	}
	return Player{}, false
}

// Matter is the matter with a number of the story.
func (c Cast) Matter(n int) Matter { return c.Matters[n-1] }

// seed is what chance is in the demonstration. It was chosen so that Cobalt Eaveswick and Lozenge Farthingmere are drawn
// for something.
const seed = 1

// fixed is chance that is the same each time.
type fixed struct{ r *rand.ChaCha8 }

func (f fixed) Read(p []byte) (int, error) { return f.r.Read(p) }

// beginning is when the organisation sets itself up: the first working day of its rule book.
var beginning = time.Date(2026, time.January, 2, 9, 0, 0, 0, time.UTC)

// Fill fills an empty office and leaves the clock at [Day]. While it runs the office draws on chance that is the same
// each time. The error is that the office is not empty, or the line of a story that the office refused.
func Fill(ctx context.Context, office *casework.Office, clock *Clock) (Cast, error) {
	if len(office.Roll().People()) > 0 {
		return Cast{}, errors.New("fill the demonstration: the office is not empty")
	}
	chance := office.Chance
	office.Chance = fixed{rand.NewChaCha8([32]byte{seed})}
	defer func() { office.Chance = chance }()
	stories, err := Stories()
	if err != nil {
		return Cast{}, fmt.Errorf("fill the demonstration: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	copies := newCopies(ctx, stories)
	clock.Set(beginning)
	r, err := organise(ctx, office)
	if err != nil {
		return Cast{}, fmt.Errorf("fill the demonstration: %w", err)
	}
	p := newPlayer(office, clock, r, copies, stories)
	if err := p.play(ctx, merged(stories)); err != nil {
		return Cast{}, fmt.Errorf("fill the demonstration: %w", err)
	}
	return p.cast, nil
}

// organise tells the office who everybody is, and the rule book.
func organise(ctx context.Context, office *casework.Office) (*roll, error) {
	book, err := RuleBook()
	if err != nil {
		return nil, err
	}
	r, err := people()
	if err != nil {
		return nil, err
	}
	set := casework.Settled{Name: Organisation, Address: "The Vane Loft, Great Saucer, Teacup Isles", Contact: "office@weathervanes.example"}
	events := append([]casework.What{set, book}, r.events...)
	return r, office.Organise(ctx, r.named["Marzipan Crook-Stile"], events...)
}
