package io.modelferry.control.targeting;

import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.LogicalNode;
import cz.jirutka.rsql.parser.ast.OrNode;
import cz.jirutka.rsql.parser.ast.RSQLVisitor;
import io.modelferry.control.fleet.SqlCondition;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Turns what the parser read into a condition, comparison by comparison. */
@Service
class SqlTargets implements TargetFilter {

    private final FilterFields fields;
    private final JdbcClient jdbc;

    SqlTargets(FilterFields fields, JdbcClient jdbc) {
        this.fields = fields;
        this.jdbc = jdbc;
    }

    @Override
    public SqlCondition compile(String filter) {
        if (filter.isBlank()) {
            return SqlCondition.ENROLLED;
        }
        var selected = selected(filter);
        return new SqlCondition(
                "(" + SqlCondition.ENROLLED.sql() + " and " + selected.sql() + ")", selected.parameters());
    }

    /** As {@link #compile}, of devices that are decommissioned too. */
    SqlCondition selected(String filter) {
        var text = new FilterText(filter);
        if (text.text().isBlank()) {
            return new SqlCondition("true", Map.of());
        }
        var bindings = new Bindings();
        var tree = text.parse();
        var condition = tree.accept(new Compiler(text.positions().iterator(), bindings));
        return new SqlCondition(condition, bindings.parameters());
    }

    @Override
    @Transactional(readOnly = true)
    public long count(String filter) {
        var condition = compile(filter);
        return jdbc.sql("select count(*) from fleet_device d where " + condition.sql())
                .params(condition.parameters())
                .query(Long.class)
                .single();
    }

    /** Visits comparisons in the order of the text, so that each finds its position. */
    private final class Compiler implements RSQLVisitor<String, @Nullable Void> {

        private final Iterator<Integer> positions;
        private final Bindings bindings;

        Compiler(Iterator<Integer> positions, Bindings bindings) {
            this.positions = positions;
            this.bindings = bindings;
        }

        @Override
        public String visit(AndNode node, @Nullable Void nothing) {
            return joined(node, " and ");
        }

        @Override
        public String visit(OrNode node, @Nullable Void nothing) {
            return joined(node, " or ");
        }

        @Override
        public String visit(ComparisonNode node, @Nullable Void nothing) {
            var comparison = new Comparison(
                    node.getSelector(), Operator.of(node.getOperator()), node.getArguments(), positions.next());
            comparison.requireValues();
            return fields.of(comparison).compile(comparison, bindings);
        }

        private String joined(LogicalNode node, String word) {
            return StreamSupport.stream(node.spliterator(), false)
                    .map(child -> child.accept(this))
                    .collect(Collectors.joining(word, "(", ")"));
        }
    }
}
