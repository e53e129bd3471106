package signin

import (
	"context"
	"errors"
	"fmt"
)

// AskLink notes that somebody asked for a link to an address. It does not look
// whether anybody has it, so its answer and the time it takes tell nothing;
// [Door.SendLinks] looks later. The error is ErrAddress for what is no address.
//
// Whoever calls it limits how often one address is asked for.
func (d *Door) AskLink(ctx context.Context, address string) error {
	key, err := addressKey(address)
	if err != nil {
		return err
	}
	now := d.now()
	return d.put(ctx, Record{Kind: kindRequest, Key: random(16), Data: encode(key), Made: now, Ends: now.Add(d.settings.LinkLife)})
}

// A Link is to be sent to an address. A GET of the page it leads to shows a
// button, whatever the token is; the POST of the button calls [Door.UseLink].
// So a program that looks at mail before its reader does uses nothing up.
type Link struct {
	To    string
	Token string
}

const mostLinks = 200 // in one go

// SendLinks gives send a link for each address that was asked for and is
// somebody's, and returns how many requests it has seen to. A link that cannot
// be sent is lost; who wants another asks again.
func (d *Door) SendLinks(ctx context.Context, send func(context.Context, Link) error) (int, error) {
	requests, err := d.store.All(ctx, kindRequest, d.now(), mostLinks)
	if err != nil {
		return 0, fmt.Errorf("list requests: %w", err)
	}
	var failed error
	for _, r := range requests {
		link, err := d.answer(ctx, r)
		if err == nil && link.To != "" {
			err = send(ctx, link)
		}
		if err != nil && !errors.Is(err, ErrUnknown) {
			failed = errors.Join(failed, err)
		}
	}
	return len(requests), failed
}

// answer makes the link that a request asks for; an empty one if the address is
// nobody's.
func (d *Door) answer(ctx context.Context, request Record) (Link, error) {
	key, err := decode[string](request)
	if err != nil {
		return Link{}, errors.Join(err, d.take(ctx, request))
	}
	at, err := d.find(ctx, kindAddress, []byte(key))
	if errors.Is(err, ErrUnknown) {
		return Link{}, d.take(ctx, request)
	}
	if err != nil {
		return Link{}, err
	}
	address, err := decode[string](at)
	if err != nil {
		return Link{}, err
	}
	token, hash := newSecret()
	now := d.now()
	link := Record{Kind: kindLink, Key: hash, Person: at.Person, Data: encode(key), Made: now, Ends: now.Add(d.settings.LinkLife)}
	return Link{To: address, Token: token}, d.take(ctx, request, link)
}

// UseLink takes the token of a link, once, and returns whose it is. The other
// links that this person was sent end with it. The factor opens no matter.
func (d *Door) UseLink(ctx context.Context, token string) (Person, Factor, error) {
	r, err := d.find(ctx, kindLink, hashed(token))
	if err != nil {
		return "", Factor{}, err
	}
	if err := d.take(ctx, r); err != nil {
		return "", Factor{}, err
	}
	if err := d.end(ctx, kindLink, r.Person, nil); err != nil {
		return "", Factor{}, err
	}
	return r.Person, Factor{Means: ByLink, At: d.now()}, nil
}
