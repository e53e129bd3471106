package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// receiptHash is how a receipt code is kept. The code has more than 90 bits, so that a plain hash cannot be guessed at.
func receiptHash(code string) string {
	sum := sha256.Sum256([]byte("evenhand receipt code v1\n" + plainCode(code)))
	return hex.EncodeToString(sum[:])
}

// plainCode is a code without what people add or leave out in copying it.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(alphabet, r) {
			return r
		}
		return -1
	}, strings.ToUpper(code))
}

// Redeem says who it was that got a receipt. ErrNotFound when the code is not that of the reference: for a matter that
// does not exist as for a wrong code, in the same time.
func (o *Office) Redeem(ctx context.Context, reference, code string) (PersonID, error) {
	e, err := o.Store.ByReference(ctx, strings.ToUpper(strings.TrimSpace(reference)))
	want := e.Receipt
	if err != nil || want == "" {
		want = strings.Repeat("0", 2*sha256.Size)
	}
	if !hmac.Equal([]byte(receiptHash(code)), []byte(want)) || err != nil {
		return "", ErrNotFound
	}
	f, err := o.load(ctx, e.ID)
	if err != nil {
		return "", err
	}
	return f.Complainer, nil
}
