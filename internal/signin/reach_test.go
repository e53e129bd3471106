package signin_test

import (
	"errors"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	"pgregory.net/rapid"
)

// Whoever reads all mail and answers for the identity provider signs in as
// anybody, and enters no matter by any way there is.
func TestMailAndProviderAloneOpenNothing(t *testing.T) {
	h := open(t)
	issuer := newIssuer(t)
	p := issuer.provider()
	keys := newPasskeys(t, h)
	must(t, h.Introduce(ctx, "victim", "victim@example.org"))
	invitation, err := h.Invite(ctx, "officer-1", "victim") // which they have seen, too
	must(t, err)

	token, s := h.byLink(t, "victim@example.org")
	device := newDevice(t)
	_, err = device.makeFor(t, keys, s)
	must(t, err)
	person, f, err := device.use(t, keys)
	must(t, err)
	token, s, err = h.Strengthen(ctx, token, person, f)
	must(t, err)
	person, f, err = issuer.travel(t, h, p, signin.ToBind, s, "", "subject-1")
	must(t, err)
	token, s, err = h.Strengthen(ctx, token, person, f)
	must(t, err)
	_, _, err = issuer.travel(t, h, p, signin.ToAccept, signin.Session{}, invitation, "subject-2")
	must(t, err)
	_, tells, err := h.AskChange(ctx, "victim", "victim", "taken@example.org")
	must(t, err)
	for _, tell := range tells {
		for _, answer := range []string{tell.Agree, tell.Answer} {
			if answer != "" {
				_, _, err = h.AnswerChange(ctx, answer)
				must(t, err)
			}
		}
	}
	if h.Enters(s, "m1") || h.Enters(s, "") {
		t.Error("the session enters a matter")
	}
	value, api, err := h.NewToken(ctx, s, "x", []signin.Scope{"read"}, h.clock.Now().Add(time.Hour))
	must(t, err)
	if api, err = h.UseToken(ctx, value); err != nil || api.Reach.Has("m1") {
		t.Errorf("the token enters a matter: %v", err)
	}
	h.clock.pass(4 * 24 * time.Hour)
	_, err = h.MakeChanges(ctx)
	must(t, err)
	_, s = h.byLink(t, "taken@example.org")
	if h.Enters(s, "m1") {
		t.Error("the session by the changed address enters a matter")
	}
	_ = token
}

// A code that was handed over opens its matter; a passkey made beside it does
// so from then on, and one that was there before gains it.
func TestReachComesFromACode(t *testing.T) {
	h := open(t)
	keys := newPasskeys(t, h)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	codes := h.codes(t, "p1", "m1", false)
	token, s := h.byLink(t, "a@example.org")
	if h.Enters(s, "m1") {
		t.Fatal("a link enters a matter")
	}
	_, f, err := h.UseCode(ctx, codes[0], s)
	must(t, err)
	_, s, err = h.Strengthen(ctx, token, "p1", f)
	must(t, err)
	if !h.Enters(s, "m1") || h.Enters(s, "m2") {
		t.Error("the code does not open just its matter")
	}
	device := newDevice(t)
	_, err = device.makeFor(t, keys, s)
	must(t, err)

	h.clock.pass(30 * 24 * time.Hour)
	person, f, err := device.use(t, keys)
	must(t, err)
	token, s, err = h.Open(ctx, person, f, "x", "")
	must(t, err)
	if !h.Enters(s, "m1") || h.Enters(s, "m2") {
		t.Error("the passkey does not open what its session opened")
	}
	more := h.codes(t, "p1", "m2", false)
	_, f, err = h.UseCode(ctx, more[0], s)
	must(t, err)
	_, s, err = h.Strengthen(ctx, token, "p1", f)
	must(t, err)
	if !h.Enters(s, "m1") || !h.Enters(s, "m2") {
		t.Error("the session has lost a matter or not gained one")
	}
	_, f, err = device.use(t, keys)
	must(t, err)
	if !f.Reach.Has("m1") || !f.Reach.Has("m2") || f.Reach.Has("m3") {
		t.Errorf("the passkey opens %+v, want m1 and m2", f.Reach)
	}
}

func TestFactorGrowsOld(t *testing.T) {
	h := open(t)
	_, f, err := h.UseCode(ctx, h.codes(t, "p1", "m1", true)[0], signin.Session{})
	must(t, err)
	_, s, err := h.Open(ctx, "p1", f, "x", "")
	must(t, err)
	h.clock.pass(12*time.Hour - time.Millisecond)
	if !h.Enters(s, "m1") {
		t.Error("the factor does not open its matter just before its end")
	}
	h.clock.pass(time.Millisecond)
	if h.Enters(s, "m1") {
		t.Error("the factor opens its matter after its end")
	}
}

func TestSheetTakesTwoOthers(t *testing.T) {
	h := open(t)
	_, err := h.PrepareSheet(ctx, "p1", "p1", "m1", 3, false)
	refused(t, "for oneself", err, signin.ErrOwn)
	_, err = h.PrepareSheet(ctx, "", "p1", "m1", 3, false)
	refused(t, "by nobody", err, signin.ErrOwn)
	if _, err := h.PrepareSheet(ctx, "o1", "p1", "", 3, false); err == nil {
		t.Error("a sheet for no matter is prepared")
	}
	for _, n := range []int{0, 21} {
		if _, err := h.PrepareSheet(ctx, "o1", "p1", "m1", n, false); err == nil {
			t.Errorf("a sheet of %d codes is prepared", n)
		}
	}
	sheet, err := h.PrepareSheet(ctx, "o1", "p1", "m1", 2, false)
	must(t, err)
	for _, by := range []signin.Person{"o1", "p1", ""} {
		_, _, err = h.PrintSheet(ctx, by, sheet.ID)
		refused(t, "printed by "+string(by), err, signin.ErrOwn)
	}
	_, codes, err := h.PrintSheet(ctx, "o2", sheet.ID)
	must(t, err)
	if len(codes) != 2 || codes[0] == codes[1] {
		t.Errorf("codes %q, want two", codes)
	}
	_, _, err = h.PrintSheet(ctx, "o3", sheet.ID)
	refused(t, "printed again", err, signin.ErrUnknown)
	if list, err := h.Sheets(ctx, "p1"); err != nil || len(list) != 1 || list[0].PrintedBy != "o2" || list[0].PreparedBy != "o1" {
		t.Errorf("Sheets = %+v, %v", list, err)
	}
}

func TestCodeOnPaper(t *testing.T) {
	h := open(t)
	must(t, h.Introduce(ctx, "p1", "a@example.org"))
	must(t, h.Introduce(ctx, "p2", "b@example.org"))
	_, s1 := h.byLink(t, "a@example.org")
	_, s2 := h.byLink(t, "b@example.org")
	codes := h.codes(t, "p1", "m1", false)

	_, _, err := h.UseCode(ctx, codes[0], signin.Session{})
	refused(t, "without a sign-in", err, signin.ErrSignInFirst)
	_, _, err = h.UseCode(ctx, codes[0], s2)
	refused(t, "by another person", err, signin.ErrUnknown)
	if _, _, err = h.UseCode(ctx, codes[0], s1); err != nil {
		t.Errorf("the right person, after those: %v", err)
	}
	_, _, err = h.UseCode(ctx, codes[0], s1)
	refused(t, "again", err, signin.ErrUnknown)

	sheets, err := h.Sheets(ctx, "p1")
	must(t, err)
	must(t, h.EndSheet(ctx, "p1", sheets[0].ID))
	_, _, err = h.UseCode(ctx, codes[1], s1)
	refused(t, "of a lost sheet", err, signin.ErrUnknown)

	alone := h.codes(t, "p3", signin.AllMatters, true)
	h.clock.pass(90*24*time.Hour - time.Millisecond)
	person, f, err := h.UseCode(ctx, alone[0], signin.Session{})
	must(t, err)
	if person != "p3" || !f.Reach.Has("any") {
		t.Errorf("UseCode = %s, %+v", person, f)
	}
	h.clock.pass(time.Millisecond)
	_, _, err = h.UseCode(ctx, alone[1], signin.Session{})
	refused(t, "at its end", err, signin.ErrUnknown)

	var slip *signin.Slip
	if _, _, err = h.UseCode(ctx, "hello", signin.Session{}); !errors.As(err, &slip) {
		t.Errorf("what is no code gives %v, want a slip", err)
	}
}

func TestReceiptBringsBack(t *testing.T) {
	h := open(t)
	code, r := h.NewReceipt("r1", "m1")
	_, _, _, err := h.UseReceipt(ctx, code)
	refused(t, "before it is kept", err, signin.ErrUnknown)
	must(t, h.KeepReceipt(ctx, r))
	for range 2 {
		person, matter, f, err := h.UseReceipt(ctx, code)
		must(t, err)
		if person != "r1" || matter != "m1" || !f.Reach.Has("m1") || f.Reach.Has("m2") {
			t.Errorf("UseReceipt = %s, %s, %+v", person, matter, f)
		}
		h.clock.pass(1000 * 24 * time.Hour) // a reporter may come back late
	}
	if _, _, err := h.UseCode(ctx, code, signin.Session{}); !errors.Is(err, signin.ErrUnknown) {
		t.Errorf("as a code on paper it gives %v", err)
	}
	must(t, h.EndReceipts(ctx, "r1"))
	_, _, _, err = h.UseReceipt(ctx, code)
	refused(t, "after its end", err, signin.ErrUnknown)
}

func TestReachLaws(t *testing.T) {
	reach := rapid.Custom(func(t *rapid.T) signin.Reach {
		if rapid.IntRange(0, 5).Draw(t, "all") == 0 {
			return signin.Reach{All: true}
		}
		var r signin.Reach
		for _, m := range rapid.SliceOfN(rapid.SampledFrom([]signin.Matter{"a", "b", "c", "d"}), 0, 4).Draw(t, "matters") {
			r = r.And(signin.Over(m))
		}
		return r
	})
	for _, r := range []signin.Reach{{}, signin.Over(""), signin.Over("a"), signin.Over(signin.AllMatters)} {
		if r.Has("") || r.Has(signin.AllMatters) {
			t.Errorf("%+v opens what is no matter", r)
		}
	}
	if signin.Over("").Has("a") {
		t.Error("the reach over no matter opens one")
	}
	rapid.Check(t, func(t *rapid.T) {
		r, s := reach.Draw(t, "r"), reach.Draw(t, "s")
		for _, m := range []signin.Matter{"a", "b", "c", "d", "e"} {
			if got, want := r.And(s).Has(m), r.Has(m) || s.Has(m); got != want {
				t.Fatalf("%+v and %+v has %q: %v, want %v", r, s, m, got, want)
			}
		}
	})
}
