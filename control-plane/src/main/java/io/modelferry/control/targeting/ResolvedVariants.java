package io.modelferry.control.targeting;

import io.modelferry.control.fleet.Devices;
import io.modelferry.control.fleet.Devices.DeviceView;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.ClassChoice;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.Refusal;
import io.modelferry.control.registry.Versions;
import io.modelferry.control.registry.Versions.VersionView;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Asks the resolver for the device's class, and the fleet for what holds the device itself. */
@Service
@Transactional(readOnly = true)
class ResolvedVariants implements DeviceVariants {

    private final Devices devices;
    private final Versions versions;
    private final Variants variants;
    private final Targets targets;

    ResolvedVariants(Devices devices, Versions versions, Variants variants, Targets targets) {
        this.devices = devices;
        this.versions = versions;
        this.variants = variants;
        this.targets = targets;
    }

    @Override
    public List<Given> of(DeviceId device) {
        var view = device(device);
        return view.running().keySet().stream()
                .sorted()
                .flatMap(model -> told(view, model).map(version -> given(view, version)))
                .toList();
    }

    @Override
    public Given of(DeviceId device, ModelName model, VersionName version) {
        var view = device(device);
        return given(
                view,
                versions.find(model, version).orElseThrow(() -> Refusal.notFound("version", model + "@" + version)));
    }

    /** What it runs, unless this control plane never published that, and the newest. */
    private Stream<VersionView> told(DeviceView device, ModelName model) {
        var running = Optional.ofNullable(device.running().get(model))
                .flatMap(variants::byDigest)
                .flatMap(file -> versions.find(model, file.version()));
        var newest = versions.of(model).stream().findFirst();
        return Stream.concat(running.stream(), newest.stream()).distinct();
    }

    private Given given(DeviceView device, VersionView version) {
        var choice = choice(variants.classes(version.model(), version.version()), device.deviceClass());
        var attested = device.running().get(version.model());
        var runs = variants.of(version.model(), version.version()).stream()
                .filter(variant -> attested != null && attested.equals(variant.digest()))
                .map(VariantView::variant)
                .findFirst();
        return new Given(
                version.model(),
                version.version(),
                runs.orElse(null),
                choice.variant(),
                choice.reasons(),
                targets.hindrance(device.id(), version).orElse(null));
    }

    /** The last one is for every class that the settings do not know. */
    private static ClassChoice choice(List<ClassChoice> choices, String deviceClass) {
        return choices.stream()
                .filter(choice -> choice.deviceClass().equals(deviceClass))
                .findFirst()
                .orElseGet(choices::getLast);
    }

    private DeviceView device(DeviceId id) {
        return devices.find(id).orElseThrow(() -> Refusal.notFound("device", id));
    }
}
