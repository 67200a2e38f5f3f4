package io.modelferry.protocol;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.Executable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/** Holds JSON to what the records promise: a component may be null, or be left out, only if it says {@code @Nullable}. */
final class NullPromises extends JacksonAnnotationIntrospector {

    private final transient Map<Executable, boolean[]> nullable = new ConcurrentHashMap<>();

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return member instanceof AnnotatedParameter parameter ? !nullable(parameter) : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        return annotated instanceof AnnotatedParameter parameter && !nullable(parameter)
                ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                : super.findSetterInfo(config, annotated);
    }

    /** {@code @Nullable} stands on the type, so Jackson does not carry it. */
    private boolean nullable(AnnotatedParameter parameter) {
        return parameter.getOwner().getAnnotated() instanceof Executable creator
                && nullable.computeIfAbsent(creator, NullPromises::read)[parameter.getIndex()];
    }

    /** Of all its parameters at once: the JVM parses them all for each question. */
    private static boolean[] read(Executable creator) {
        var types = creator.getAnnotatedParameterTypes();
        var nullable = new boolean[types.length];
        for (var i = 0; i < types.length; i++) {
            nullable[i] = types[i].isAnnotationPresent(Nullable.class);
        }
        return nullable;
    }
}
