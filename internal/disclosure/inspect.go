package disclosure

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
)

// An inspection is what a picture holds beside what it shows.
type inspection struct {
	hidden      []string
	orientation int // as EXIF has it; 0 if it is not told
	frames      int // as far as the kind can have several
}

func (in *inspection) note(says string) {
	if !slices.Contains(in.hidden, says) {
		in.hidden = append(in.hidden, says)
	}
}

// inspectPicture looks at everything in a file that a decoder passes over. The
// file may be broken anywhere: then what was noticed until there is returned.
func inspectPicture(k Kind, b []byte) inspection {
	var in inspection
	switch k {
	case JPEG:
		in.jpeg(b)
	case PNG:
		in.png(b)
	case GIF:
		in.gif(b)
	case WebP:
		in.webp(b)
	}
	return in
}

func (in *inspection) jpeg(b []byte) {
	i := 2
	for i+4 <= len(b) && b[i] == 0xff {
		marker := b[i+1]
		switch {
		case marker == 0xff:
			i++
			continue
		case marker == 0xd9:
			in.rest(b[i+2:])
			return
		case marker >= 0xd0 && marker <= 0xd7 || marker == 0x01:
			i += 2
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return
		}
		in.segment(marker, b[i+4:i+2+n])
		i += 2 + n
		if marker == 0xda { // the picture itself, to the next marker that is none of its own
			for i+1 < len(b) && (b[i] != 0xff || b[i+1] == 0 || b[i+1] >= 0xd0 && b[i+1] <= 0xd7) {
				i++
			}
		}
	}
}

func (in *inspection) segment(marker byte, b []byte) {
	has := func(prefix string) bool { return bytes.HasPrefix(b, []byte(prefix)) }
	switch {
	case marker == 0xe1 && has("Exif\x00\x00"):
		in.exif(b[6:])
	case marker == 0xe1:
		in.xmp(b)
	case marker == 0xe2 && has("MPF\x00"):
		in.note("further pictures in the same file")
	case marker == 0xed:
		in.note("a caption, names or places for the press (IPTC)")
	case marker == 0xfe:
		in.note("a comment")
	case marker == 0xe0 && has("JFXX"):
		in.note(thumbnail)
	case marker >= 0xe3 && marker <= 0xef && marker != 0xee:
		in.note("data of a program or a camera")
	}
}

const thumbnail = "a small picture that may show what was cut away since"

// rest notes what follows after the end of a picture.
func (in *inspection) rest(b []byte) {
	if len(bytes.Trim(b, "\x00\r\n ")) > 0 {
		in.note("data after the end of the picture, perhaps a film or what was cut away")
	}
}

// xmp looks for what descriptions in XMP most often give away.
func (in *inspection) xmp(b []byte) {
	in.note("a description in XMP")
	if bytes.Contains(b, []byte("GPS")) {
		in.note("where it was taken (GPS)")
	}
	if bytes.Contains(b, []byte("creator")) || bytes.Contains(b, []byte("Author")) {
		in.note("the name of an author")
	}
}

// tags are the fields of EXIF that give something away.
var tags = map[uint16]string{
	0x013b: "the name of an author", 0x9c9d: "the name of an author", 0xa430: "the name of an owner", 0x8298: "a note of copyright",
	0x010f: "the make of the camera", 0x0110: "the make of the camera", 0xa431: "the number of the camera", 0xa435: "the number of the lens",
	0x0131: "the name of a program", 0x0132: "when it was changed", 0x9003: "when it was taken", 0x9004: "when it was taken",
	0x927c: "notes of the camera's maker", 0x9286: "a comment", 0x9c9c: "a comment", 0x010e: "a description", 0x9c9b: "a title", 0x9c9e: "keywords", 0xc62f: "the number of the camera",
}

// exif reads the fields of an EXIF block.
func (in *inspection) exif(b []byte) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		in.note("data of a program or a camera")
		return
	}
	if len(b) < 8 {
		return
	}
	next := in.fields(b, order, order.Uint32(b[4:]), 0)
	if next != 0 {
		in.note(thumbnail)
	}
}

// fields reads one directory of EXIF and returns where the one after it is.
func (in *inspection) fields(b []byte, order binary.ByteOrder, at uint32, depth int) (next uint32) {
	if depth > 2 || int64(at)+2 > int64(len(b)) {
		return 0
	}
	n := int(order.Uint16(b[at:]))
	dir := b[at+2:]
	for i := range n {
		if len(dir) < 12*(i+1) {
			return 0
		}
		f := dir[12*i:]
		tag, value := order.Uint16(f), order.Uint32(f[8:])
		switch tag {
		case 0x0112:
			in.orientation = int(order.Uint16(f[8:]))
		case 0x8769:
			in.fields(b, order, value, depth+1)
		case 0x8825:
			in.note("where it was taken (GPS)")
		default:
			if says, ok := tags[tag]; ok {
				in.note(says)
			}
		}
	}
	if len(dir) < 12*n+4 {
		return 0
	}
	return order.Uint32(dir[12*n:])
}

func (in *inspection) png(b []byte) {
	in.frames = 1
	for i := 8; i+12 <= len(b); {
		n := int(binary.BigEndian.Uint32(b[i:]))
		if n < 0 || n > len(b)-i-12 {
			return
		}
		data := b[i+8 : i+8+n]
		i += 12 + n
		switch string(b[i-n-8 : i-n-4]) {
		case "IEND":
			in.rest(b[i:])
			return
		case "tEXt", "zTXt", "iTXt":
			in.pngText(data)
		case "eXIf":
			in.exif(data)
		case "tIME":
			in.note("when it was changed")
		case "acTL":
			in.frames = 2
		}
	}
}

func (in *inspection) pngText(data []byte) {
	key, _, _ := strings.Cut(string(data[:min(len(data), 80)]), "\x00")
	switch {
	case strings.Contains(key, "xmp"):
		in.xmp(data)
	case key == "Author":
		in.note("the name of an author")
	case strings.Contains(key, "exif") || strings.Contains(key, "iptc"):
		in.note("data of a program or a camera")
	default:
		in.note("a text beside the picture")
	}
}

func (in *inspection) gif(b []byte) {
	if len(b) < 13 {
		return
	}
	table := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	i := 13 + table(b[10])
	blocks := func() {
		for i < len(b) && b[i] != 0 {
			i += 1 + int(b[i])
		}
		i++
	}
	for i+1 < len(b) {
		switch {
		case b[i] == 0x21:
			in.gifExtension(b[i+1], b[i+2:])
			i += 2
			blocks()
		case b[i] == 0x2c && i+10 < len(b):
			in.frames++
			i += 11 + table(b[i+9])
			blocks()
		case b[i] == 0x3b:
			in.rest(b[i+1:])
			return
		default:
			return
		}
	}
}

func (in *inspection) gifExtension(label byte, b []byte) {
	switch {
	case label == 0xfe:
		in.note("a comment")
	case label == 0xff && bytes.HasPrefix(b[min(1, len(b)):], []byte("XMP")):
		in.xmp(b)
	case label == 0x01:
		in.note("a text beside the picture")
	}
}

func (in *inspection) webp(b []byte) {
	in.frames = 1
	if len(b) < 12 {
		return
	}
	end := min(int64(binary.LittleEndian.Uint32(b[4:]))+8, int64(len(b)))
	in.rest(b[end:])
	for i := 12; i+8 <= int(end); {
		n := int(binary.LittleEndian.Uint32(b[i+4:]))
		data := b[i+8:]
		data = data[:min(n, len(data))]
		switch string(b[i : i+4]) {
		case "EXIF":
			in.exif(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
		case "XMP ":
			in.xmp(data)
		case "ANIM", "ANMF":
			in.frames = 2
		}
		i += 8 + n + n&1
	}
}
