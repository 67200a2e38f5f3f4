package io.modelferry.control.targeting;

import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import cz.jirutka.rsql.parser.ast.RSQLOperators;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** How a field is compared. */
enum Operator {
    EQUAL(RSQLOperators.EQUAL, "="),
    NOT_EQUAL(RSQLOperators.NOT_EQUAL, "<>"),
    IN(RSQLOperators.IN, "in"),
    NOT_IN(RSQLOperators.NOT_IN, "not in"),
    GREATER(RSQLOperators.GREATER_THAN, ">"),
    GREATER_OR_EQUAL(RSQLOperators.GREATER_THAN_OR_EQUAL, ">="),
    LESS(RSQLOperators.LESS_THAN, "<"),
    LESS_OR_EQUAL(RSQLOperators.LESS_THAN_OR_EQUAL, "<=");

    static final Set<Operator> SAME = Set.of(EQUAL, NOT_EQUAL, IN, NOT_IN);
    static final Set<Operator> ORDER = Set.of(GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL);
    static final Set<Operator> ALL = Set.of(values());

    private final ComparisonOperator parsed;
    private final String sql;

    Operator(ComparisonOperator parsed, String sql) {
        this.parsed = parsed;
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
