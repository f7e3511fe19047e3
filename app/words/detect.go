package words

import "strings"

// Detect chooses a language from the environment: KREISLAGE_LANG, then LANGUAGE (a list by preference, separated by
// colons), LC_ALL and LANG, the first that is set. Where none is set, or it names the C locale or a language without
// texts, the answer is German. env returns a variable's value, as os.Getenv does.
func Detect(env func(name string) string) string {
	for _, name := range []string{"KREISLAGE_LANG", "LANGUAGE", "LC_ALL", "LANG"} {
		value := strings.TrimSpace(env(name))
		if value == "" {
			continue
		}
		for _, choice := range strings.Split(value, ":") {
			if code := known(choice); code != "" {
				return code
			}
		}
		return German
	}
	return German
}

// known returns the code of a language that there are texts for, given a code with or without region, encoding and
// modifier (en, en-GB, de_DE.UTF-8, de_DE@euro), and "" for any other.
func known(locale string) string {
	code, _, _ := strings.Cut(strings.TrimSpace(locale), ".")
	code, _, _ = strings.Cut(code, "@")
	code, _, _ = strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
	code = strings.ToLower(code)
	for _, lang := range Languages() {
		if lang == code {
			return lang
		}
	}
	return ""
}
