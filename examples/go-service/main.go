// Command go-service says what a parcel costs to send.
package main

import (
	"log"
	"net/http"
	"time"

	"example.com/go-service/postage"
)

func main() {
	server := &http.Server{Addr: ":8080", Handler: postage.Handler(), ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}
