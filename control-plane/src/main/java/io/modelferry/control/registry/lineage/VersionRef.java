package io.modelferry.control.registry.lineage;

import io.modelferry.protocol.MalformedMessage;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.function.BiFunction;

/** One version of one model. */
public record VersionRef(ModelName model, VersionName version) {

    /**
     * Reads {@code version}, {@code alias} or {@code model@version}.
     *
     * @param model that is meant where none is named
     * @param names what a version's name means now
     * @throws MalformedMessage if it is none of them
     */
    public static VersionRef read(String text, ModelName model, BiFunction<ModelName, VersionName, VersionName> names) {
        var at = text.indexOf('@');
        var of = at < 0 ? model : new ModelName(text.substring(0, at));
        return new VersionRef(of, names.apply(of, new VersionName(text.substring(at + 1))));
    }

    /** {@code model@version}. */
    @Override
    public String toString() {
        return model + "@" + version;
    }
}
