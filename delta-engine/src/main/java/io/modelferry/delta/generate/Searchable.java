package io.modelferry.delta.generate;

import io.modelferry.delta.codec.BaseView;
import io.modelferry.delta.codec.IndexedBase;
import java.io.IOException;

/** A base made ready for the search that suits its length: short ones are sorted anew for each chunk, long ones indexed once. */
final class Searchable {

    /** A suffix sort takes about a second for a MiB. */
    private static final long MAX_SORTED_BYTES = 2 * 1024 * 1024;

    private Searchable() {}

    static BaseView of(BaseView base) throws IOException {
        return base.length() <= MAX_SORTED_BYTES ? base : new IndexedBase(base);
    }
}
