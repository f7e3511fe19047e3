package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// A desk's id and its counter must never come back with other content: two folders that write under one id would
// contradict each other without anybody noticing. So a marker outside the folder remembers, for each desk of this
// account, where the folder lies, the token that it was last opened with and the highest number it has used, for a
// write or for a file. Every opening changes the token. A folder that does not carry it (a restored backup, another
// computer), that lies elsewhere (a copy, even of a folder that is open just now), or whose counter lies below the
// mark or below the number that was drawn last (drawn.go), goes on under a new id. Its new key is vouched for by the old one. A folder that was moved counts as a copy:
// nothing tells them apart.

const (
	settingToken        = "token"
	settingKeyOf        = "key_of"       // the desk id that the signing key belongs to
	settingPredecessors = "predecessors" // JSON, newest first
)

// marker is what is remembered outside the folder. While a folder is being opened both tokens hold, so that a
// crash in between does not look like a copy.
type marker struct {
	Folder  string   `json:"folder"`
	Tokens  []string `json:"tokens"`
	Counter uint64   `json:"counter"`
}

// place is where the folder lies, so that it can be compared.
func (d *Desk) place() (string, error) {
	abs, err := filepath.Abs(d.folder)
	if err != nil {
		return "", fmt.Errorf("find the folder: %w", err)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	if runtime.GOOS == "windows" {
		abs = strings.ToLower(abs)
	}
	return abs, nil
}

func (d *Desk) markerFile() string {
	return filepath.Join(d.o.Profile, "desks", string(d.id)+".json")
}

func (d *Desk) readMarker() (marker, bool, error) {
	b, err := os.ReadFile(d.markerFile())
	if errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, nil
	}
	if err != nil {
		return marker{}, false, fmt.Errorf("read the marker: %w", err)
	}
	var m marker
	if err := json.Unmarshal(b, &m); err != nil {
		return marker{}, false, nil // cut off by a crash: treat it as lost, which is the safe side
	}
	return m, true, nil
}

func (d *Desk) writeMarker(m marker) error {
	place, err := d.place()
	if err != nil {
		return err
	}
	m.Folder = place
	dir := filepath.Dir(d.markerFile())
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("write the marker: %w", err)
	}
	b, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the marker: %w", err)
	}
	tmp, err := writeTemp(dir, b)
	if err != nil {
		return fmt.Errorf("write the marker: %w", err)
	}
	if err := os.Rename(tmp, d.markerFile()); err != nil {
		os.Remove(tmp)
		return fmt.Errorf("write the marker: %w", err)
	}
	return nil
}

// claim makes sure that this folder is the only one that writes under its desk's id, and takes a new id where it
// may not be.
func (d *Desk) claim(ctx context.Context) error {
	token, err := d.store.Setting(ctx, settingToken)
	if err != nil {
		return err
	}
	counter, err := d.store.Counter(ctx)
	if err != nil {
		return err
	}
	m, found, err := d.readMarker()
	if err != nil {
		return err
	}
	place, err := d.place()
	if err != nil {
		return err
	}
	last, err := d.readDrawn()
	if err != nil {
		return err
	}
	own := found && m.Folder == place && contains(m.Tokens, token) && counter >= max(m.Counter, last)
	if !own && token != "" {
		d.o.Log.Warn("data folder is a copy or was restored: it goes on under a new desk id", "folder", d.folder)
		if err := d.renewID(ctx); err != nil {
			return err
		}
	}
	return d.turnToken(ctx, token, counter)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func (d *Desk) turnToken(ctx context.Context, old string, counter uint64) error {
	next, err := assessment.NewID(d.o.Random)
	if err != nil {
		return err
	}
	if err := d.writeMarker(marker{Tokens: []string{old, next}, Counter: counter}); err != nil {
		return err
	}
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(ctx, settingToken, next) }); err != nil {
		return err
	}
	return d.writeMarker(marker{Tokens: []string{next}, Counter: counter})
}

// raiseMark remembers the highest number used, before anything that carries it leaves the folder.
func (d *Desk) raiseMark(ctx context.Context) error {
	d.marking.Lock()
	defer d.marking.Unlock()
	token, err := d.store.Setting(ctx, settingToken)
	if err != nil {
		return err
	}
	counter, err := d.store.Counter(ctx)
	if err != nil {
		return err
	}
	return d.writeMarker(marker{Tokens: []string{token}, Counter: counter})
}

// lastMark is raiseMark when nothing is written any more: a number that was drawn for a commit that failed then counts
// as not drawn.
func (d *Desk) lastMark(ctx context.Context) error {
	err := d.raiseMark(ctx)
	counter, read := d.store.Counter(ctx)
	d.marking.Lock()
	defer d.marking.Unlock()
	if err = errors.Join(err, read); err == nil && d.drawn.file != nil && d.drawn.of == d.id {
		err = d.writeDrawn(counter)
	}
	return errors.Join(err, d.drawn.close())
}

// renewID gives the folder a new desk id. Its key follows once the secrets are open (renewKey).
func (d *Desk) renewID(ctx context.Context) error {
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return err
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		keyOf, err := tx.Setting(ctx, settingKeyOf)
		if err != nil {
			return err
		}
		if keyOf == "" {
			if err := tx.SetSetting(ctx, settingKeyOf, string(d.id)); err != nil {
				return err
			}
		}
		return tx.SetSetting(ctx, settingDesk, id)
	})
	if err == nil {
		d.id = assessment.DeskID(id)
	}
	return err
}

// renewKey draws the key of a renewed desk. The old key vouches for it and stays known, since what it has signed
// is still genuine.
func (d *Desk) renewKey(ctx context.Context, v *vault.Vault) error {
	keyOf, err := d.store.Setting(ctx, settingKeyOf)
	if err != nil || keyOf == "" || keyOf == string(d.id) {
		return err
	}
	sealed, err := d.store.Secret(ctx, secretKey)
	if err != nil {
		return err
	}
	seed, err := v.Unseal(secretKey, sealed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return errors.Join(vault.ErrOpen, err)
	}
	old, err := d.store.Desk(ctx, assessment.DeskID(keyOf))
	if err != nil {
		return err
	}
	line, err := predecessors(ctx, d.store.Reader)
	if err != nil {
		return err
	}
	key, err := vault.NewSigningKey(d.o.Random)
	if err != nil {
		return err
	}
	public := key.Public().(ed25519.PublicKey)
	line = append([]envelope.Predecessor{envelope.Vouch(ed25519.NewKeyFromSeed(seed), old.ID, d.id, public)}, line...)
	return d.keepKeyOf(ctx, v, old, key, line[:min(len(line), envelope.MaxPredecessors)])
}

func (d *Desk) keepKeyOf(ctx context.Context, v *vault.Vault, old store.Desk, key ed25519.PrivateKey, line []envelope.Predecessor) error {
	sealed, err := v.Seal(secretKey, key.Seed())
	if err != nil {
		return err
	}
	text, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("keep the line of keys: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		old.Trust = store.TrustPinned
		if err := tx.SetDesk(ctx, old); err != nil {
			return err
		}
		if err := tx.SetDesk(ctx, store.Desk{ID: d.id, Party: old.Party, Key: key.Public().(ed25519.PublicKey), Trust: store.TrustOwn}); err != nil {
			return err
		}
		if err := tx.SetSecret(ctx, secretKey, sealed); err != nil {
			return err
		}
		if err := tx.SetSetting(ctx, settingPredecessors, string(text)); err != nil {
			return err
		}
		return tx.SetSetting(ctx, settingKeyOf, string(d.id))
	})
}

// predecessors returns the keys that this folder had before, the newest first.
func predecessors(ctx context.Context, r store.Reader) ([]envelope.Predecessor, error) {
	text, err := r.Setting(ctx, settingPredecessors)
	if err != nil || text == "" {
		return nil, err
	}
	var line []envelope.Predecessor
	if err := json.Unmarshal([]byte(text), &line); err != nil {
		return nil, fmt.Errorf("line of keys: %w: %w", store.ErrCorrupt, err)
	}
	return line, nil
}
