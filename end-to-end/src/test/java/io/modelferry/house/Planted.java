package io.modelferry.house;

import static io.modelferry.house.HouseRules.*;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * Every rule with the package below {@code io.modelferry.house.planted} that breaks it. A rule is listed here or it is not kept.
 *
 * @param suspect package that holds the violation
 */
record Planted(String name, ArchRule rule, String suspect) {

    private static final String ROOT = "io.modelferry.house.planted.";

    static final List<Planted> VIOLATIONS = List.of(
            new Planted("Paho only behind its doors", PAHO_HAS_ITS_DOORS, ROOT + "doors"),
            new Planted("HiveMQ only behind its door", HIVEMQ_HAS_ITS_DOOR, ROOT + "doors"),
            new Planted("ONNX Runtime only behind its doors", ONNX_RUNTIME_HAS_ITS_DOORS, ROOT + "doors"),
            new Planted("zstd and jbsdiff only behind their door", COMPRESSORS_HAVE_THEIR_DOOR, ROOT + "doors"),
            new Planted("Artemis only behind its door", ARTEMIS_HAS_ITS_DOOR, ROOT + "doors"),
            new Planted("the filter parser only behind its door", RSQL_HAS_ITS_DOOR, ROOT + "doors"),
            new Planted("apply never sees generate", APPLY_NEVER_SEES_GENERATE, ROOT + "delta"),
            new Planted("the delta engine knows none of ours", THE_DELTA_ENGINE_KNOWS_NONE_OF_OURS, ROOT + "delta"),
            new Planted("the statistics know numbers only", THE_STATISTICS_KNOW_NUMBERS_ONLY, ROOT + "statistics"),
            new Planted("only control plane and cli judge", JUDGING_HAS_ITS_DOORS, ROOT + "device"),
            new Planted("the protocol knows no framework", THE_PROTOCOL_KNOWS_NO_FRAMEWORK, ROOT + "protocol"),
            new Planted("only the control plane knows Spring", ONLY_THE_CONTROL_PLANE_KNOWS_SPRING, ROOT + "protocol"),
            new Planted(
                    "the update life knows no wire", UPDATE_LIFE_KNOWS_NO_WIRE_AND_NO_RUNTIME, ROOT + "agent.update"),
            new Planted("time is handed in", TIME_IS_HANDED_IN, ROOT + "ambient"),
            new Planted("randomness is handed in", RANDOMNESS_IS_HANDED_IN, ROOT + "ambient"),
            new Planted("exit is handed in", EXIT_IS_HANDED_IN, ROOT + "ambient"),
            new Planted("threads are the system's", THREADS_ARE_THE_SYSTEMS, ROOT + "ambient"),
            new Planted("no field injection", NO_FIELD_INJECTION, ROOT + "entities"),
            new Planted("no association across rooms", NO_ASSOCIATION_ACROSS_ROOMS, ROOT + "entities"),
            new Planted("every package has its sign", EVERY_PACKAGE_HAS_ITS_SIGN, ROOT + "unsigned"),
            new Planted("names say what things are", NAMES_SAY_WHAT_THINGS_ARE, ROOT + "ambient"));
}
