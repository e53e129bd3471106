package web_test

import (
	"net/http/httptest"
	"testing"
)

// BenchmarkPage makes a page as full as the first of a case.
func BenchmarkPage(b *testing.B) {
	page := newSite(b).GalleryPage()
	r := httptest.NewRequest("GET", "/gallery/page", nil)
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
