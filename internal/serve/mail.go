package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/desk"
	"github.com/evenhand/evenhand/internal/mail"
	"github.com/evenhand/evenhand/internal/post"
	"github.com/evenhand/evenhand/internal/signin"
)

// WaysIn gives the pages what the settings say of mail and of an identity provider, and returns the work that is to be
// done beside them. Without a mail server nothing is sent, which is said once.
func (h *House) WaysIn(s Settings, d *desk.Desk) (work func(context.Context), err error) {
	if s.OIDCIssuer != "" {
		secret, err := secretOf(s.OIDCSecret)
		if err != nil {
			return nil, err
		}
		d.Provider = &signin.Provider{Issuer: s.OIDCIssuer, ClientID: s.OIDCClient, Secret: secret, Redirect: s.Address + "/sign-in/provider/back"}
	}
	if s.MailServer == "" {
		h.Log.Warn("no mail is sent: the settings name no mail-server")
		return h.Work, nil
	}
	transport, err := transportOf(s)
	if err != nil {
		return nil, err
	}
	w := &post.Worker{Office: h.Office, Door: h.Door, Transport: transport, From: s.MailFrom, Base: s.Address, Log: h.Log}
	d.Tell = w.Tell
	return w.Run, nil
}

// securities are the ways to the mail server by what the settings call them.
var securities = map[string]mail.Security{"": mail.StartTLS, "starttls": mail.StartTLS, "tls": mail.ImplicitTLS, "none": mail.InTheClear}

func transportOf(s Settings) (*mail.Transport, error) {
	host, port, err := net.SplitHostPort(s.MailServer)
	if err != nil {
		host, port = s.MailServer, "0"
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("mail-server = %s: %q is not a port", s.MailServer, port)
	}
	security, ok := securities[s.MailTLS]
	if !ok {
		return nil, errors.New("mail-tls is starttls, tls or none")
	}
	password, err := secretOf(s.MailPassword)
	return &mail.Transport{Host: host, Port: n, Security: security, User: s.MailUser, Password: password}, err
}

// secretOf reads a secret from the file that the settings name; empty when they name none.
func secretOf(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
