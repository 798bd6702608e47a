package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits on what an editor may send. A manifest has at most 512 KiB.
const (
	maxMessage = 64 << 20
	maxHeader  = 8 << 10
)

// message is a request, a notification or a response of JSON-RPC.
type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *responseError  `json:"error,omitempty"`
}

// hasID reports whether the message is a request or a response: null is no id.
func (m *message) hasID() bool { return len(m.ID) > 0 && string(m.ID) != "null" }

type responseError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *responseError) Error() string { return e.Message }

// Codes of errors that JSON-RPC and the protocol define.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeUnknownMethod  = -32601
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeNotInitialized = -32002
	codeFailed         = -32803
	codeCancelled      = -32800
)

// readMessage reads the body of the next message. At the end of the input the
// error is io.EOF; after any error the input cannot be read on.
func readMessage(r *bufio.Reader) ([]byte, error) {
	length, read := -1, 0
	for {
		line, err := r.ReadSlice('\n')
		read += len(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) || read > maxHeader:
			return nil, errors.New("read a message: the header is too long")
		case err == io.EOF && read == 0:
			return nil, io.EOF
		case err != nil:
			return nil, fmt.Errorf("read a message: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" && length < 0 && read == len(line) {
			read = 0 // an empty line between two messages
			continue
		}
		if text == "" {
			break
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			return nil, errors.New("read a message: expected a header such as Content-Length: 42")
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			if err != nil || n < 0 {
				return nil, errors.New("read a message: the value of Content-Length is not a number of bytes")
			}
			length = n
		}
	}
	switch {
	case length < 0:
		return nil, errors.New("read a message: the header Content-Length is missing")
	case length > maxMessage:
		return nil, fmt.Errorf("read a message: the message has %d bytes, but at most %d are "+
			"accepted", length, maxMessage)
	}
	var body bytes.Buffer // grows with what comes, not with what is announced
	if _, err := io.CopyN(&body, r, int64(length)); err != nil {
		return nil, fmt.Errorf("read a message: the message is cut off: %w", err)
	}
	return body.Bytes(), nil
}

// writeMessage writes a message with its header, in one call.
func writeMessage(w io.Writer, m message) error {
	m.JSONRPC = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	data := make([]byte, 0, len(body)+32)
	data = fmt.Appendf(data, "Content-Length: %d\r\n\r\n", len(body))
	_, err = w.Write(append(data, body...))
	return err
}
