package io.modelferry.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceMeterTest {

    @TempDir
    Path folder;

    private FakeMachine machine;

    @BeforeEach
    void open() throws Exception {
        machine = new FakeMachine(folder);
    }

    @Test
    void addsThePackagesAndLeavesOutTheZonesInsideThem() throws Exception {
        machine.rapl("intel-rapl:0", "package-0", 0, 100_000_000);
        machine.rapl("intel-rapl:1", "package-1", 0, 100_000_000);
        machine.rapl("intel-rapl:0:0", "core", 0, 100_000_000);
        var energy = machine.energy();

        machine.rapl("intel-rapl:0", "package-0", 2_000_000, 100_000_000);
        machine.rapl("intel-rapl:1", "package-1", 3_000_000, 100_000_000);
        machine.rapl("intel-rapl:0:0", "core", 1_000_000, 100_000_000);

        assertThat(energy.joules().orElseThrow()).isCloseTo(5, within(1e-9));
    }

    @Test
    void prefersTheWholePlatformWhereThereIsACounterOfIt() throws Exception {
        machine.rapl("intel-rapl:0", "package-0", 0, 100_000_000);
        machine.rapl("intel-rapl:1", "psys", 0, 100_000_000);
        var energy = machine.energy();

        machine.rapl("intel-rapl:0", "package-0", 2_000_000, 100_000_000);
        machine.rapl("intel-rapl:1", "psys", 7_000_000, 100_000_000);

        assertThat(energy.joules().orElseThrow()).isCloseTo(7, within(1e-9));
    }

    @Test
    void goesOnCountingWhenACounterBeginsAgain() throws Exception {
        machine.rapl("intel-rapl:0", "package-0", 9_000_000, 10_000_000);
        var energy = machine.energy();

        machine.rapl("intel-rapl:0", "package-0", 1_000_000, 10_000_000);

        assertThat(energy.joules().orElseThrow()).isCloseTo(2, within(1e-9));
    }

    @Test
    void readsHwmonWhereThereIsNoRaplAndCountsSocketsButNotTheirCores() throws Exception {
        machine.hwmon("energy1", "Ecore000", 0);
        machine.hwmon("energy2", "Esocket0", 0);
        var energy = machine.energy();

        machine.hwmon("energy1", "Ecore000", 1_000_000);
        machine.hwmon("energy2", "Esocket0", 4_000_000);

        assertThat(energy.joules().orElseThrow()).isCloseTo(4, within(1e-9));
    }

    @Test
    void knowsNoEnergyWhereThePlatformDoesNotTell() throws Exception {
        assertThat(machine.energy().joules()).isEmpty();

        machine.rapl("intel-rapl:0", "package-0", 0, 10_000_000);
        var energy = machine.energy();
        Files.delete(machine.energyFile("intel-rapl:0"));

        assertThat(energy.joules()).isEmpty();
        assertThat(machine.energy().joules()).isEmpty();
    }

    @Test
    void saysNothingWhereTheSystemDoesNotTellAProcessesMemory() {
        var meter = machine.meter(() -> 0);

        assertThat(meter.between(meter.read(0, 0), meter.read(1, 1), 0)).isNull();
    }

    @Test
    void knowsNoEnergyOfAnInferenceThatDidNotHappen() throws Exception {
        machine.resident(1);
        var meter = machine.meter(() -> 0);
        var start = new ResourceMeter.Reading(0, 0, OptionalDouble.of(1), 5);
        var end = new ResourceMeter.Reading(10, 5, OptionalDouble.of(2), 5);

        var resources = meter.between(start, end, 3);

        assertThat(resources).isNotNull();
        assertThat(resources.joulesPerInference()).isNull();
        assertThat(resources.windowsLost()).isEqualTo(3);
        assertThat(resources.cpuShare()).isEqualTo(0.5);
    }

    @Test
    void readsThisMachine() {
        var meter = ResourceMeter.ofThisMachine(folder);

        var resources = meter.between(meter.read(0, 0), meter.read(1_000_000_000, 1), 0);

        assertThat(resources).isNotNull();
        assertThat(resources.residentBytes()).isGreaterThan(10 << 20);
        assertThat(resources.cpuShare()).isNotNegative();
    }
}
