package sign

import (
	"os"
	"path/filepath"
	"testing"
)

// No other text than the one that was written is a manifest's signature, and nothing panics.
func FuzzSignature(f *testing.F) {
	dir, _, public := signed(f, "Ed25519")
	key, err := readPublic(public)
	if err != nil {
		f.Fatal(err)
	}
	name := filepath.Join(dir, "manifest.json")
	good, err := os.ReadFile(name + extension)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(good))
	f.Add(string(good) + "\n")
	f.Add("..")
	f.Add("eyJhbGciOiJub25lIn0..")
	f.Fuzz(func(t *testing.T, signature string) {
		if err := os.WriteFile(name+extension, []byte(signature), 0o600); err != nil {
			t.Fatal(err)
		}
		err := verifyFile(key, name)
		if same := signature == string(good) || signature+"\n" == string(good); same != (err == nil) {
			t.Fatalf("%q: got %v", signature, err)
		}
	})
}

// Whatever is given as a key is one, or an error.
func FuzzKey(f *testing.F) {
	private, public := keys(f, f.TempDir(), "P-256")
	for _, name := range []string{private, public} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		name := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if key, err := readPublic(name); (key == nil) != (err != nil) {
			t.Fatalf("got %v, %v", key, err)
		}
		if signer, err := readSigner(name); (signer == nil) != (err != nil) {
			t.Fatalf("got %v, %v", signer, err)
		}
	})
}
