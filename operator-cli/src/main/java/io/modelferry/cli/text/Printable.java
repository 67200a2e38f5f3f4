package io.modelferry.cli.text;

/** Names come from strangers: what would move the cursor or change colours on a terminal becomes a visible mark. */
public final class Printable {

    private Printable() {}

    public static String of(String text) {
        var safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> safe.appendCodePoint(isHarmless(point) ? point : '\uFFFD'));
        return safe.toString();
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
