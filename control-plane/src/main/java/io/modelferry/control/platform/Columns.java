package io.modelferry.control.platform;

import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows as arrays, one a column, for {@code select … from unnest(?::text[], ?::bigint[])}: many rows are one statement, which the database
 * plans once and whose statement triggers fire once. A batch is a statement a row.
 */
public final class Columns {

    private Columns() {}

    /** One column, in the order of {@code rows}. */
    public static <T, V extends @Nullable Object> V[] column(
            Collection<T> rows, Function<T, V> value, IntFunction<V[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
