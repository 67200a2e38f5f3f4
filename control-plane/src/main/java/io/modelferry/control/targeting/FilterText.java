package io.modelferry.control.targeting;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.UnknownOperatorException;
import cz.jirutka.rsql.parser.ast.Node;
import io.modelferry.control.platform.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** A filter as it was written: bounded before it is parsed, and asked again for where something stands. */
record FilterText(String text) {

    static final int LONGEST = 4_000;
    static final int DEEPEST = 10;
    static final int MOST_COMPARISONS = 64;
    private static final int SHOWN = 12;

    /** A quoted value is passed over; group 1 is a field: what stands before an operator. */
    private static final Pattern FIELDS =
            Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"|([^\\s\"'();,=<>!~]++)(?=\\s*[=<>!])");

    private static final Pattern BRACES = Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"|([()])");
    /** In the parser's own words: it does not show its tokens. */
    private static final Pattern COLUMN = Pattern.compile("column (\\d+)");

    private static final Pattern OPERATOR = Pattern.compile("=[a-z]*=|![a-z]*=|[<>]=?");

    /** One line, one column a character: as the parser counts. */
    FilterText {
        text = text.replaceAll("\\s", " ");
    }

    /** @throws Refusal 422 if it is too long, too deep, or no RSQL */
    Node parse() {
        requireBounds();
        try {
            return new RSQLParser(Operator.parsed()).parse(text);
        } catch (RSQLParserException e) {
            throw refusal(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Where each comparison begins, from 1, in the order of the text. */
    List<Integer> positions() {
        var positions = new ArrayList<Integer>();
        var matcher = FIELDS.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                positions.add(matcher.start(1) + 1);
            }
        }
        return positions;
    }

    private void requireBounds() {
        if (text.length() > LONGEST) {
            throw BadFilter.at(LONGEST + 1, "filter", "a filter has at most " + LONGEST + " characters.", List.of());
        }
        var depth = 0;
        var braces = BRACES.matcher(text);
        while (braces.find()) {
            depth += braces.group(1) == null ? 0 : braces.group(1).equals("(") ? 1 : -1;
            if (depth > DEEPEST) {
                throw BadFilter.at(braces.start() + 1, "filter", "braces are at most " + DEEPEST + " deep.", List.of());
            }
        }
        var positions = positions();
        if (positions.size() > MOST_COMPARISONS) {
            throw BadFilter.at(
                    positions.get(MOST_COMPARISONS),
                    "filter",
                    "a filter has at most " + MOST_COMPARISONS + " comparisons.",
                    List.of());
        }
    }

    private Refusal refusal(Throwable cause) {
        if (cause instanceof UnknownOperatorException unknown) {
            return unknownOperator(unknown.getOperator());
        }
        var words = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (words.contains("<EOF>")) {
            return BadFilter.at(text.length() + 1, "filter", "the filter ends too early.", List.of());
        }
        var column = COLUMN.matcher(words);
        var position = column.find() ? Integer.parseInt(column.group(1)) : 1;
        var rest = text.substring(Math.min(text.length(), position - 1));
        return BadFilter.at(
                position,
                "filter",
                "'" + rest.substring(0, Math.min(rest.length(), SHOWN)) + "' cannot stand here.",
                List.of());
    }

    private Refusal unknownOperator(String operator) {
        var known = Arrays.stream(Operator.values()).map(Operator::symbol).toList();
        var matcher = OPERATOR.matcher(text);
        while (matcher.find()) {
            if (matcher.group().equals(operator)) {
                return BadFilter.at(matcher.start() + 1, "filter", "there is no operator " + operator + ".", known);
            }
        }
        return BadFilter.at(1, "filter", "there is no operator " + operator + ".", known);
    }
}
