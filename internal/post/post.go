// Package post does what an office does without anybody asking: it lets the days pass, announces that there is something
// to read, and sends the links that people sign in with.
//
// What goes out by e-mail says nothing of a case: no name, no reference, no word of what it is about. What could not be
// sent is tried again, less and less often; what a mail server will never take is noted in the matter, so that its
// reader is reached in another way. Nothing is lost when the mail server is away or the program stops: messages wait in
// the store.
package post

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/mail"
	"github.com/evenhand/evenhand/internal/signin"
	"github.com/evenhand/evenhand/internal/web/words"
)

// A Transport hands over one message; see [mail.Transport].
type Transport interface {
	Send(ctx context.Context, m mail.Message) error
}

// A Worker is what runs beside the pages. Its fields are set before it works.
type Worker struct {
	Office    *casework.Office
	Door      *signin.Door
	Transport Transport
	From      string           // the sender of every message
	Bounces   string           // where failures are reported to; empty for From
	Base      string           // the address under which the office is reached, without a slash at its end
	Words     *words.Catalogue // nil: English
	Log       *slog.Logger     // nil: the default one

	night time.Time // when the days last passed
}

// How often a worker looks for what is to be sent, and lets the days pass; and how many messages it sends in one go.
const (
	rest  = 2 * time.Second
	night = time.Minute
	most  = 100
)

// Run works until the context ends. What was begun is brought to its end.
func (w *Worker) Run(ctx context.Context) {
	tick := time.NewTicker(rest)
	defer tick.Stop()
	for {
		if err := w.Round(ctx); err != nil && ctx.Err() == nil {
			w.log().Error("post failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Round does once whatever is to be done now. One part that fails keeps no other from its work.
func (w *Worker) Round(ctx context.Context) error {
	var failed error
	if now := w.Door.Now(); now.Before(w.night) || !now.Before(w.night.Add(night)) {
		w.night = now // also when the clock was put back
		failed = w.passNight(ctx)
	}
	return errors.Join(failed, w.links(ctx), w.announce(ctx))
}

// passNight lets the days pass: deadlines, changes of address, what has ended.
func (w *Worker) passNight(ctx context.Context) error {
	_, err := w.Office.Tick(ctx)
	tells, changing := w.Door.MakeChanges(ctx)
	return errors.Join(err, changing, w.Tell(ctx, tells), w.Door.Forget(ctx))
}

// links sends the links that people asked for. One that cannot be sent is lost: who wants another asks again.
func (w *Worker) links(ctx context.Context) error {
	_, err := w.Door.SendLinks(ctx, func(ctx context.Context, l signin.Link) error {
		err := w.send(ctx, l.To, "link "+l.Token, w.say("mail.link.subject"),
			paragraphs(w.say("mail.link.text"), w.Base+"/sign-in/link/"+l.Token, w.say("mail.link.not-you")))
		return w.without(err)
	})
	return err
}

// Tell tells addresses of a change of a sign-in address. It is safe to be told twice, so what fails is tried once more
// only.
func (w *Worker) Tell(ctx context.Context, tells []signin.Tell) error {
	var failed error
	for _, t := range tells {
		if t.To == "" {
			continue
		}
		text := w.changeText(t)
		err := w.send(ctx, t.To, "change "+t.Agree+t.Answer+t.Stop+string(t.State), w.say("mail.change.subject"), text)
		if retry(err) {
			err = w.send(ctx, t.To, "change "+t.Agree+t.Answer+t.Stop+string(t.State), w.say("mail.change.subject"), text)
		}
		failed = errors.Join(failed, w.without(err))
	}
	return failed
}

// changeText says where a change of address stands, with the links that the reader may use.
func (w *Worker) changeText(t signin.Tell) string {
	var list []string
	switch t.State {
	case signin.ChangeAsked:
		list = append(list, w.say("mail.change.asked"))
	case signin.ChangeWaiting:
		list = append(list, w.say("mail.change.waiting"))
	case signin.ChangeDone:
		list = append(list, w.say("mail.change.done"))
	default:
		list = append(list, w.say("mail.change.over"))
	}
	link := func(token, text string) {
		if token != "" {
			list = append(list, text+"\n"+w.Base+"/account/address/"+token)
		}
	}
	link(t.Agree, w.say("mail.change.agree"))
	link(t.Answer, w.say("mail.change.answer"))
	link(t.Stop, w.say("mail.change.stop"))
	return paragraphs(list...)
}

func paragraphs(list ...string) string { return strings.Join(list, "\n\n") + "\n" }

// announce tells people that there is something to read.
func (w *Worker) announce(ctx context.Context) error {
	waiting, err := w.Office.Store.Outbox(ctx, w.Office.Now(), most)
	if err != nil {
		return fmt.Errorf("read the outbox: %w", err)
	}
	var failed error
	for _, m := range waiting {
		if ctx.Err() != nil {
			return failed
		}
		stop, err := w.deliver(ctx, m)
		if failed = errors.Join(failed, err); stop {
			return failed // nothing gets through now: the others need not be tried
		}
	}
	return failed
}

// deliver sends one message and notes what became of it. Stop says that no other would get through either.
func (w *Worker) deliver(ctx context.Context, m casework.Message) (stop bool, err error) {
	to, err := w.address(ctx, m)
	if err != nil {
		return false, err
	}
	if to == "" {
		return false, w.note(ctx, m, "not by e-mail", casework.Never)
	}
	sending := w.send(ctx, to, m.ID, w.say("mail.message.subject"), paragraphs(w.say("mail.message.text"), w.Base+"/"))
	if sending == nil {
		return false, w.Office.Store.Sent(ctx, m.ID, w.Office.Now(), "", time.Time{})
	}
	if ctx.Err() != nil {
		return true, nil // we are being stopped; it is sent after the next start
	}
	var f *mail.Failure
	switch {
	case errors.Is(sending, mail.ErrInvalid), errors.As(sending, &f) && f.Outcome == mail.Bounced:
		why := "the address cannot be used"
		if f != nil {
			why = fmt.Sprintf("the mail server will not take it (%d %s)", f.Code, f.Status)
		}
		if err := w.Office.Undelivered(ctx, m, why); err != nil {
			return false, err
		}
		return false, w.note(ctx, m, why, casework.Never)
	case f != nil && f.Outcome == mail.Blocked:
		w.log().Error("the mail server takes nothing from this office as it is set up", slog.String("during", f.During), slog.Int("code", f.Code))
		return true, w.note(ctx, m, sending.Error(), w.Office.Now().Add(time.Hour))
	case f != nil:
		return f.During == "connecting", w.note(ctx, m, sending.Error(), w.Office.Now().Add(pause(m.Tries)))
	}
	return false, errors.Join(errors.New("send a message"), w.note(ctx, m, "could not be sent", w.Office.Now().Add(pause(m.Tries))))
}

// address is where somebody is told: as they asked for the matter, else where they sign in, else as the roll has it.
func (w *Worker) address(ctx context.Context, m casework.Message) (string, error) {
	to, given, err := w.Office.AddressFor(ctx, m.Matter, m.To)
	if err != nil || given {
		return to, err
	}
	switch at, err := w.Door.Address(ctx, signin.Person(m.To)); {
	case err == nil:
		return at, nil
	case !errors.Is(err, signin.ErrUnknown):
		return "", err
	}
	return to, nil
}

// note notes a try that did not succeed, and when there is another.
func (w *Worker) note(ctx context.Context, m casework.Message, why string, again time.Time) error {
	return w.Office.Store.Sent(ctx, m.ID, time.Time{}, why, again)
}

// pause is how long a message waits after a try: a minute, then twice as long each time, at most six hours.
func pause(tries int) time.Duration {
	return min(time.Minute<<min(tries, 10), 6*time.Hour)
}

func retry(err error) bool {
	var f *mail.Failure
	return errors.As(err, &f) && f.Outcome == mail.Retry
}

// send sends one message. The same message has the same ID at each try.
func (w *Worker) send(ctx context.Context, to, id, subject, text string) error {
	sum := sha256.Sum256([]byte(id))
	return w.Transport.Send(ctx, mail.Message{From: w.From, To: to, Bounces: w.Bounces, Subject: subject, Plain: text,
		ID: hex.EncodeToString(sum[:16]) + "@" + domain(w.From), Date: w.Office.Now()})
}

// domain is that of our own address, for the IDs of messages.
func domain(address string) string {
	_, after, ok := strings.Cut(strings.TrimSuffix(address, ">"), "@")
	if !ok {
		return "localhost"
	}
	return after
}

// without takes from an error of sending what its cause says, which may hold an address.
func (w *Worker) without(err error) error {
	var f *mail.Failure
	if errors.As(err, &f) {
		return errors.New(f.Error())
	}
	return err
}

func (w *Worker) say(key string, args ...any) string {
	c := w.Words
	if c == nil {
		c = words.English()
	}
	return c.Say(words.Key(key), args...)
}

func (w *Worker) log() *slog.Logger {
	if w.Log == nil {
		return slog.Default()
	}
	return w.Log
}
