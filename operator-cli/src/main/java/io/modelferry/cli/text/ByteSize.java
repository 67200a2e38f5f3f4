package io.modelferry.cli.text;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A length as people type it: {@code 3GiB}, {@code 64MiB}, {@code 500MB}, {@code 1000}; below 2^60 bytes. */
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9}) ?([a-zA-Z]*)");
    private static final Map<String, Long> UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);

    /** @throws IllegalArgumentException in words */
    public static ByteSize parse(String text) {
        var parts = FORM.matcher(text.strip());
        var unit = parts.matches() ? UNITS.get(parts.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("'" + text + "' is no length: say 3GiB, 64MiB or 500MB");
        }
        return new ByteSize(Long.parseLong(parts.group(1)) * unit);
    }

    /** For picocli. */
    public static final class Reader implements ITypeConverter<ByteSize> {

        @Override
        public ByteSize convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
