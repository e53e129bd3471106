package component

// Leaves are the pages of a copy, each a picture.
type Leaves struct {
	Label  string // what they are pages of
	Leaves []Leaf
}

// A Leaf is one page of a copy.
type Leaf struct {
	Title string // "Page 2 of 5"; also what is read in place of the picture
	Src   string // the address of its picture; empty: a blank page
	Words string // what can be read on it, for those who cannot see it
	Boxes []Box  // drawn over it
	Draw  bool   // boxes are drawn on it with the fields of the form around it
	Parts Parts  // what is asked of it
}

// A Box covers a part of a page: per cent of its width and height, from the upper left corner.
type Box struct{ X, Y, Width, Height float64 }

func (Leaves) name() string { return "leaves" }
