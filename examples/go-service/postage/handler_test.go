package postage

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHandler(t *testing.T) {
	for _, row := range []struct {
		path   string
		status int
		body   map[string]any
	}{
		{"/health", http.StatusOK, map[string]any{"status": "ok"}},
		{"/price?grams=500", http.StatusOK, map[string]any{"cents": 120.0}},
		{"/price?grams=0", http.StatusUnprocessableEntity, map[string]any{"error": ErrNothing.Error()}},
		{"/price?grams=heavy", http.StatusBadRequest, map[string]any{"error": "grams is not a number"}},
	} {
		t.Run(row.path, func(t *testing.T) {
			response := httptest.NewRecorder()
			Handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, row.path, nil))
			var body map[string]any
			if err := json.Unmarshal(response.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			if response.Code != row.status {
				t.Errorf("got status %d, want %d", response.Code, row.status)
			}
			if difference := cmp.Diff(row.body, body); difference != "" {
				t.Error(difference)
			}
		})
	}
}
