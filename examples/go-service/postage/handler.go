package postage

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// Handler answers /health and /price?grams=N.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"status": "ok"})
	})
	mux.HandleFunc("GET /price", price)
	return mux
}

func price(w http.ResponseWriter, r *http.Request) {
	grams, err := strconv.Atoi(r.URL.Query().Get("grams"))
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": "grams is not a number"})
		return
	}
	cents, err := PriceInCents(grams)
	if err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]any{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, map[string]any{"cents": cents})
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
