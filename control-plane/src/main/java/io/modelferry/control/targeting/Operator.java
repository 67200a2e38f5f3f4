package io.modelferry.control.targeting;

import cz.jirutka.rsql.parser.ast.Arity;
import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** How a field is compared. */
enum Operator {
    EQUAL("=", "=="),
    NOT_EQUAL("<>", "!="),
    IN("in", "=in="),
    NOT_IN("not in", "=out="),
    GREATER(">", "=gt=", ">"),
    GREATER_OR_EQUAL(">=", "=ge=", ">="),
    LESS("<", "=lt=", "<"),
    LESS_OR_EQUAL("<=", "=le=", "<=");

    static final Set<Operator> SAME = Set.of(EQUAL, NOT_EQUAL, IN, NOT_IN);
    static final Set<Operator> ORDER = Set.of(GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL);
    static final Set<Operator> ALL = Set.of(values());

    private final ComparisonOperator parsed;
    private final String sql;

    /** The parser takes any number of values: a wrong number is refused where the position is known. */
    Operator(String sql, String... symbols) {
        this.parsed = new ComparisonOperator(symbols, Arity.of(0, Integer.MAX_VALUE));
        this.sql = sql;
    }

    /** Those that the parser accepts. */
    static Set<ComparisonOperator> parsed() {
        return Arrays.stream(values()).map(operator -> operator.parsed).collect(Collectors.toSet());
    }

    static Operator of(ComparisonOperator parsed) {
        return Arrays.stream(values())
                .filter(operator -> operator.parsed.equals(parsed))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not ours: " + parsed));
    }

    boolean takesMany() {
        return this == IN || this == NOT_IN;
    }

    /** Whether it selects what its opposite leaves out. */
    boolean negates() {
        return this == NOT_EQUAL || this == NOT_IN;
    }

    boolean orders() {
        return ORDER.contains(this);
    }

    /** Between two expressions; of the orders and equality only. */
    String sql() {
        return sql;
    }

    String symbol() {
        return parsed.getSymbol();
    }
}
