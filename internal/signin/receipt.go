package signin

import "context"

// NewReceipt returns a receipt code, the way back of somebody who reports
// without a name, and the record that makes it known: stored with
// [Door.KeepReceipt], or by the office in one transaction with the report. The
// person is a random name that stands for the reporter in this matter alone.
func (d *Door) NewReceipt(person Person, matter Matter) (code string, r Record) {
	code, key := d.makeCode(kindReceipt)
	return code, Record{Kind: kindReceipt, Key: key, Person: person, Data: encode(matter), Made: d.now()}
}

// KeepReceipt stores the record of a receipt code.
func (d *Door) KeepReceipt(ctx context.Context, r Record) error { return d.put(ctx, r) }

// UseReceipt returns whose receipt code it is and for which matter, which it
// opens. It can be used again. The error is ErrUnknown or a [*Slip].
func (d *Door) UseReceipt(ctx context.Context, code string) (Person, Matter, Factor, error) {
	key, err := d.codeKey(kindReceipt, code)
	if err != nil {
		return "", "", Factor{}, err
	}
	r, err := d.find(ctx, kindReceipt, key)
	if err != nil {
		return "", "", Factor{}, err
	}
	matter, err := decode[Matter](r)
	if err != nil {
		return "", "", Factor{}, err
	}
	return r.Person, matter, d.Redeemed(matter), nil
}

// EndReceipts ends the receipt codes of a reporter, who has got another way in
// or whose matter is erased.
func (d *Door) EndReceipts(ctx context.Context, person Person) error {
	return d.end(ctx, kindReceipt, person, nil)
}

// Redeemed is the factor of a receipt code that the office keeps with its
// matter and has checked itself.
func (d *Door) Redeemed(matter Matter) Factor {
	return Factor{Means: ByReceipt, At: d.now(), Reach: Over(matter)}
}
