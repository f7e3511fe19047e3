package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"kreislage/app/words"
	"kreislage/data/assessment"
	"kreislage/data/search"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// Options are what a desk needs from the world around it. The zero value is fit for use.
type Options struct {
	Clock      func() time.Time
	Random     io.Reader
	Profile    string                 // folder of this account's keys, outside every data folder; "" = the system's place for settings
	Passphrase func() (string, error) // asked for when secrets are needed; at the beginning "" means: protect by this account
	Who        string                 // name under which changes are kept; "" = the system's user
	Lang       string                 // of sentences and workbooks
	Program    string                 // version, for the manifest
	SpinCount  int                    // rounds of key derivation; 0 = the product's; fewer in simulators only
	Cost       vault.Cost             // of a guess at a passphrase; zero = the product's; less in simulators only
	Log        *slog.Logger
}

// The files of a data folder.
const (
	dataFile = "kreislage.db"
	lockFile = "kreislage.lock"
)

// The folder's own settings.
const (
	settingRole       = "role"
	settingOffice     = "office"
	settingOfficeName = "office_name"
	settingDistrict   = "district"
	settingDesk       = "desk"
	settingSlot       = "slot"
)

// Names of sealed secrets.
const secretKey = "signing key"

func secretCode(k assessment.DistrictKey) string { return "code " + string(k) }

// Desk is an open data folder. Its methods may be called from any goroutine; they return when the work is done
// and on the disk.
type Desk struct {
	o      Options
	folder string
	lock   *flock.Flock
	store  *store.Store

	role       assessment.Role
	office     assessment.OfficeID
	officeName string
	district   assessment.DistrictKey
	id         assessment.DeskID

	exporting sync.Mutex // numbers of exported files are given one after the other
	naming    sync.Mutex // so are their names
	marking   sync.Mutex // the mark outside the folder only rises
	drawn     drawn
	infos     roundInfos
	steps     steps

	searching sync.Mutex   // guards index and named
	following sync.Mutex   // one brings the index up to date at a time
	indexUse  sync.RWMutex // the index is not closed under who searches in it
	index     *search.Index
	named     map[assessment.CatalogueID]map[string]assessment.Requirement

	mu         sync.Mutex
	words      *words.Words
	vault      *vault.Vault
	catalogues map[assessment.CatalogueID]*assessment.Catalogue
}

func (o Options) withDefaults() (Options, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Profile == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return o, fmt.Errorf("find the profile: %w", err)
		}
		o.Profile = filepath.Join(dir, "kreislage")
	}
	if o.Passphrase == nil {
		o.Passphrase = func() (string, error) { return "", nil }
	}
	if o.Who == "" {
		o.Who = systemUser()
	}
	if o.Program == "" {
		o.Program = Version
	}
	if o.Cost == (vault.Cost{}) {
		o.Cost = vault.DefaultCost
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

// Version is the program's version, as files name it.
const Version = "0.1.0"

func systemUser() string {
	u, err := user.Current()
	switch {
	case err != nil:
		return "?"
	case u.Name != "":
		return u.Name
	}
	return u.Username
}

// Look tells what lies in a folder without opening it.
type Look struct {
	IsDesk bool // a data folder of Kreislage
	Empty  bool // nothing there yet, or no such folder
}

// LookAt tells what lies in a folder.
func LookAt(folder string) (Look, error) {
	if _, err := os.Stat(filepath.Join(folder, dataFile)); err == nil {
		return Look{IsDesk: true}, nil
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return Look{Empty: true}, nil
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return Look{}, fmt.Errorf("%s: %w", folder, assessment.ErrNotAFolder)
	}
	if err != nil {
		return Look{}, fmt.Errorf("look at the folder: %w", diskError(err))
	}
	return Look{Empty: len(entries) == 0}, nil
}

// Open opens a data folder. The error wraps assessment.ErrNotAFolder, ErrFolderInUse or ErrNewerSchema, or one of
// the store's sentinels.
func Open(ctx context.Context, folder string, o Options) (*Desk, error) {
	look, err := LookAt(folder)
	if err != nil {
		return nil, err
	}
	if !look.IsDesk {
		return nil, fmt.Errorf("%s: %w", folder, assessment.ErrNotAFolder)
	}
	d, err := open(ctx, folder, o)
	if err != nil {
		return nil, err
	}
	if err := d.readIdentity(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.claim(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.closeLookedAt() // what a killed window may have left
	d.sweepLeftovers()
	if err := d.sweepBytes(ctx); err != nil {
		d.o.Log.Warn("attachments that nothing names could not be swept", "error", err) // and stay
	}
	return d, nil
}

// open takes the lock and the store; who works here is read or written by the caller.
func open(ctx context.Context, folder string, o Options) (*Desk, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	w, err := loadWords(ctx, o.Lang)
	if err != nil {
		return nil, err
	}
	lock := flock.New(filepath.Join(folder, lockFile), flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the folder: %w", errors.Join(store.ErrReadOnly, err))
	}
	if !got {
		return nil, fmt.Errorf("%s: %w", folder, assessment.ErrFolderInUse)
	}
	s, err := store.Open(ctx, filepath.Join(folder, dataFile), o.Clock)
	if err != nil {
		lock.Unlock()
		return nil, err
	}
	d := &Desk{
		o: o, folder: folder, lock: lock, store: s, words: w,
		catalogues: map[assessment.CatalogueID]*assessment.Catalogue{},
	}
	s.OnDraw = d.noteDrawn
	return d, nil
}

func (d *Desk) readIdentity(ctx context.Context) error {
	for key, into := range map[string]*string{
		settingRole: (*string)(&d.role), settingOffice: (*string)(&d.office), settingOfficeName: &d.officeName,
		settingDistrict: (*string)(&d.district), settingDesk: (*string)(&d.id),
	} {
		v, err := d.store.Setting(ctx, key)
		if err != nil {
			return err
		}
		*into = v
	}
	if d.role == "" || d.id == "" {
		return fmt.Errorf("%s: %w", d.folder, assessment.ErrNotAFolder)
	}
	return nil
}

// Close writes out what is pending and frees the folder.
func (d *Desk) Close() error {
	var mark error
	if d.id != "" {
		mark = d.lastMark(context.Background())
		d.closeLookedAt()
	}
	return errors.Join(mark, d.closeIndex(), d.store.Close(), d.lock.Unlock())
}

// Info says whose desk this is.
func (d *Desk) Info() Info {
	ctx := context.Background()
	i := Info{
		Role: d.role, Folder: d.folder, OfficeName: d.officeName, Desk: d.id, Who: d.o.Who,
		District: assessment.District{Key: d.district}, OnNetwork: onNetwork(d.folder),
	}
	if own, err := d.store.Desk(ctx, d.id); err == nil {
		i.Fingerprint = vault.Fingerprint(own.Key)
	}
	if d.role == assessment.RoleDistrict {
		if di, err := d.store.District(ctx, d.district); err == nil {
			i.District = di
		}
		if offices, err := d.store.Desks(ctx, store.PartyOffice); err == nil {
			for _, o := range offices {
				i.OfficeKey = vault.Fingerprint(o.Key)
			}
		}
	}
	return i
}

// SetLang changes the language of sentences and workbooks.
func (d *Desk) SetLang(lang string) error {
	w, err := words.Load(lang)
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.words = w
	d.mu.Unlock()
	return nil
}

func (d *Desk) say() *words.Words {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.words
}

// only refuses a job of the other desk.
func (d *Desk) only(role assessment.Role) error {
	if d.role != role {
		return assessment.ErrWrongRole
	}
	return nil
}

// secrets opens the vault, once, asking for the passphrase where the folder is protected with one.
func (d *Desk) secrets(ctx context.Context) (*vault.Vault, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.vault != nil {
		return d.vault, nil
	}
	text, err := d.store.Setting(ctx, settingSlot)
	if err != nil {
		return nil, err
	}
	slot, err := vault.DecodeSlot(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", assessment.ErrLocked, err)
	}
	v, err := d.unlock(slot)
	if err != nil {
		return nil, err
	}
	if err := d.renewKey(ctx, v); err != nil {
		return nil, err
	}
	d.vault = v
	return v, nil
}

func (d *Desk) unlock(slot vault.Slot) (*vault.Vault, error) {
	if slot.Kind == vault.SlotAccount {
		key, err := vault.ExistingAccountKey(d.o.Profile, slot.Name)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", assessment.ErrLocked, err)
		}
		v, err := vault.OpenAccount(slot, key)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", assessment.ErrLocked, err)
		}
		return v, nil
	}
	passphrase, err := d.o.Passphrase()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", assessment.ErrLocked, err)
	}
	if passphrase == "" {
		return nil, assessment.ErrLocked
	}
	v, err := vault.OpenPassphrase(slot, passphrase)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", assessment.ErrWrongPassphrase, err)
	}
	return v, nil
}

// Locked tells whether the folder's secrets are protected with a passphrase that has not been given yet.
func (d *Desk) Locked(ctx context.Context) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.vault != nil {
		return false, nil
	}
	text, err := d.store.Setting(ctx, settingSlot)
	if err != nil {
		return false, err
	}
	slot, err := vault.DecodeSlot(text)
	return err == nil && slot.Kind == vault.SlotPassphrase, err
}

// Unlock opens the folder's secrets with a passphrase. The error wraps assessment.ErrWrongPassphrase.
func (d *Desk) Unlock(ctx context.Context, passphrase string) error {
	d.mu.Lock()
	d.o.Passphrase = func() (string, error) { return passphrase, nil }
	d.mu.Unlock()
	_, err := d.secrets(ctx)
	return err
}

// SetPassphrase protects the folder's secrets with a new passphrase, or with "" by this account alone.
func (d *Desk) SetPassphrase(ctx context.Context, passphrase string) error {
	v, err := d.secrets(ctx)
	if err != nil {
		return err
	}
	slot, err := d.newSlot(v, passphrase)
	if err != nil {
		return err
	}
	text, err := slot.Encode()
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(ctx, settingSlot, text) })
}

func (d *Desk) secret(ctx context.Context, name string) ([]byte, error) {
	v, err := d.secrets(ctx) // first: it may bring a new signing key
	if err != nil {
		return nil, err
	}
	sealed, err := d.store.Secret(ctx, name)
	if err != nil {
		return nil, err
	}
	return v.Unseal(name, sealed)
}

func (d *Desk) signingKey(ctx context.Context) (ed25519.PrivateKey, error) {
	seed, err := d.secret(ctx, secretKey)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("signing key: %w", vault.ErrOpen)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func (d *Desk) code(ctx context.Context, k assessment.DistrictKey) (string, error) {
	b, err := d.secret(ctx, secretCode(k))
	if errors.Is(err, assessment.ErrNotFound) {
		return "", fmt.Errorf("district %s: %w", k, assessment.ErrNoCode)
	}
	return string(b), err
}

// NormalizeCode brings a typed exchange code into its one form and checks its check character.
func NormalizeCode(typed string) (string, error) { return vault.NormalizeCode(typed) }
