package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

// feedLife is how long a calendar feed lives unless it is made anew: a forgotten secret ends by itself.
const feedLife = 366 * 24 * time.Hour

// feed is whose dates a secret gives out.
type feed struct {
	Person    PersonID
	Reference string
}

// A FeedDate is a day on which somebody's time ends. It says nothing of what it is for.
type FeedDate struct {
	ID string // the same each time the feed is read
	On calendar.Date
}

// The keys under which feeds are kept, beside what people have typed: by the hash of the secret, and by whose it is.
func feedKey(secret string) string {
	sum := sha256.Sum256([]byte("evenhand calendar feed v1\n" + secret))
	return "feed:" + hex.EncodeToString(sum[:])
}

func feedOf(id ID, p PersonID) string { return "feed-of:" + string(id) + ":" + string(p) }

// OpenFeed makes the secret of a calendar feed of the viewer's dates in a matter. One made before ends.
func (o *Office) OpenFeed(ctx context.Context, v Viewer, reference string) (secret string, err error) {
	if err := o.EndFeed(ctx, v, reference); err != nil {
		return "", err
	}
	f, _, err := o.find(ctx, v, reference)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(feed{v.Person, reference})
	if err != nil {
		return "", err
	}
	secret = o.random(25)
	until := o.now().Add(feedLife)
	if err := o.Store.SaveDraft(ctx, feedKey(secret), body, until); err != nil {
		return "", fmt.Errorf("keep a calendar feed: %w", err)
	}
	return secret, o.Store.SaveDraft(ctx, feedOf(f.ID, v.Person), []byte(feedKey(secret)), until)
}

// EndFeed ends the viewer's calendar feed of a matter, if there is one.
func (o *Office) EndFeed(ctx context.Context, v Viewer, reference string) error {
	f, _, err := o.find(ctx, v, reference)
	if err != nil {
		return err
	}
	key, err := o.Store.Draft(ctx, feedOf(f.ID, v.Person), o.now())
	if errors.Is(err, ErrNotFound) || err == nil && len(key) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if err := o.Store.SaveDraft(ctx, string(key), nil, o.now()); err != nil {
		return fmt.Errorf("end a calendar feed: %w", err)
	}
	return o.Store.SaveDraft(ctx, feedOf(f.ID, v.Person), nil, o.now())
}

// HasFeed says whether the viewer has a calendar feed of a matter.
func (o *Office) HasFeed(ctx context.Context, v Viewer, reference string) (bool, error) {
	f, _, err := o.find(ctx, v, reference)
	if err != nil {
		return false, err
	}
	key, err := o.Store.Draft(ctx, feedOf(f.ID, v.Person), o.now())
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return len(key) > 0, err
}

// Feed lists the days on which time of its owner's ends. A secret that opens nothing, or no longer, is ErrNotFound;
// so is one whose owner may not see the matter any more.
func (o *Office) Feed(ctx context.Context, secret string) ([]FeedDate, error) {
	body, err := o.Store.Draft(ctx, feedKey(secret), o.now())
	if err != nil || len(body) == 0 {
		return nil, errors.Join(ErrNotFound, err)
	}
	var who feed
	if err := json.Unmarshal(body, &who); err != nil {
		return nil, fmt.Errorf("read a calendar feed: %w", err)
	}
	f, s, err := o.find(ctx, Viewer{Person: who.Person}, who.Reference)
	if err != nil {
		return nil, err
	}
	var list []FeedDate
	for _, c := range f.clocks(s) {
		if !c.Yours || c.Paused {
			continue
		}
		sum := sha256.Sum256([]byte(secret + "\n" + c.Name + "\n" + c.Start.String()))
		list = append(list, FeedDate{hex.EncodeToString(sum[:8]), c.Last})
	}
	return list, nil
}
