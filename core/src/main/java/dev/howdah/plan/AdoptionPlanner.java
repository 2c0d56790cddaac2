package dev.howdah.plan;

import dev.howdah.resource.Login;
import dev.howdah.resource.PgNames;
import dev.howdah.resource.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What makes a database that is there an order's own: its marker and name, the markers of roles that bear the order's
 * names, and the objects of its former owners. Everything else is the ordinary plan of the order. Pure, like it.
 */
public final class AdoptionPlanner {

    /** As many objects as one step gives away, so that locks are few when it has to stand alone. */
    private static final int OBJECTS_PER_STEP = 500;

    private static final String MARK = "howdah: ";
    private static final String PUBLIC_SCHEMA = "public";

    private AdoptionPlanner() {}

    /**
     * What comes before the ordinary plan, as far as it can be done now: the marker, then the roles, then the objects.
     * Nothing once all that is done.
     *
     * @param there under the order's name once it bears the marker, else under the name that it had
     */
    public static List<DatabaseStep> next(Wanted wanted, Adoption adoption, Observed observed, Adoptable there) {
        List<DatabaseStep> marking = marking(wanted, adoption, observed, there);
        if (!marking.isEmpty() || !adopted(wanted, observed)) {
            return marking;
        }
        if (!observed.roles().containsKey(wanted.names().role(Role.ADMIN))) {
            return DatabasePlanner.plan(wanted, observed) instanceof Plan.Change<DatabaseStep>(var steps)
                    ? steps.stream()
                            .filter(DatabaseStep.CreateLogins.class::isInstance)
                            .toList()
                    : List.of();
        }
        return giving(wanted.names(), adoption, there);
    }

    /** Whether the database bears the order's name and marker. */
    public static boolean adopted(Wanted wanted, Observed observed) {
        return observed.database().map(d -> wanted.marks(d.marker())).orElse(false);
    }

    /** Marker, name and owner, in one transaction; and before it, when the name changes, an end to the sessions. */
    private static List<DatabaseStep> marking(Wanted wanted, Adoption adoption, Observed observed, Adoptable there) {
        String name = wanted.names().database();
        List<DatabaseStep> steps = new ArrayList<>();
        boolean done = adopted(wanted, observed);
        Optional<Observed.PgDatabase> database = there.database().filter(d -> free(wanted, d.marker()));
        if (!done && database.isPresent()) {
            if (!adoption.database().equals(name)) {
                steps.add(new DatabaseStep.ClearDatabase(adoption.database()));
            }
            steps.add(new DatabaseStep.AdoptDatabase(
                    adoption.database(),
                    name,
                    wanted.marker(),
                    database.get().owner(),
                    observed.server().platform()));
        }
        if (done || database.isPresent()) {
            List<String> roles = unmarked(wanted, observed);
            if (!roles.isEmpty()) {
                steps.add(new DatabaseStep.AdoptRoles(roles, wanted.marker()));
            }
        }
        return steps;
    }

    /** Objects of the former owners go to the admin role, which has to be there; schemas first. */
    private static List<DatabaseStep> giving(PgNames names, Adoption adoption, Adoptable there) {
        String admin = names.role(Role.ADMIN);
        List<Adoptable.Owned> all = there.objects().stream()
                .filter(o -> !o.owner().equals(admin))
                .filter(o -> adoption.owners().contains(o.owner())
                        || (o.type().equals("SCHEMA") && o.name().equals(PUBLIC_SCHEMA)))
                .sorted((a, b) ->
                        Boolean.compare(b.type().equals("SCHEMA"), a.type().equals("SCHEMA")))
                .toList();
        List<DatabaseStep> steps = new ArrayList<>();
        for (int from = 0; from < all.size(); from += OBJECTS_PER_STEP) {
            steps.add(new DatabaseStep.GiveObjects(
                    admin, all.subList(from, Math.min(all.size(), from + OBJECTS_PER_STEP))));
        }
        return steps;
    }

    /** All of it in order, ordinary steps too, for showing it before anything is done. */
    public static List<DatabaseStep> whole(Wanted wanted, Adoption adoption, Observed observed, Adoptable there) {
        List<DatabaseStep> steps = new ArrayList<>(marking(wanted, adoption, observed, there));
        List<DatabaseStep> ordinary = DatabasePlanner.plan(wanted, adopted(wanted, observed, there, adoption))
                        instanceof Plan.Change<DatabaseStep>(var planned)
                ? planned
                : List.of();
        ordinary.stream().filter(DatabaseStep.CreateLogins.class::isInstance).forEach(steps::add);
        steps.addAll(giving(wanted.names(), adoption, there));
        ordinary.stream().filter(s -> !(s instanceof DatabaseStep.CreateLogins)).forEach(steps::add);
        return steps;
    }

    /** What a look would find once the database is marked and its objects are the admin's. */
    private static Observed adopted(Wanted wanted, Observed observed, Adoptable there, Adoption adoption) {
        Map<String, Observed.PgRole> roles = new HashMap<>(observed.roles());
        unmarked(wanted, observed).forEach(name -> roles.computeIfPresent(name, (n, r) -> marked(r, wanted.marker())));
        String platform = observed.server().platform();
        return new Observed(
                observed.server(),
                observed.unbornExists(),
                there.database().map(d -> {
                    Map<String, Set<String>> acl = new HashMap<>(d.acl());
                    acl.remove(platform);
                    return new Observed.PgDatabase(
                            d.oid(), platform, wanted.marker(), d.connectionLimit(), acl, d.sizeBytes());
                }),
                roles,
                there.inside().map(i -> given(i, wanted.names(), adoption, there)),
                observed.networks(),
                observed.available());
    }

    private static Observed.Inside given(Observed.Inside inside, PgNames names, Adoption adoption, Adoptable there) {
        String admin = names.role(Role.ADMIN);
        Map<String, Observed.PgSchema> schemas = new HashMap<>(inside.schemas());
        List<Observed.PgObject> objects = new ArrayList<>(inside.objects());
        for (DatabaseStep step : giving(names, adoption, there)) {
            for (Adoptable.Owned o : ((DatabaseStep.GiveObjects) step).objects()) {
                switch (o.type()) {
                    case "SCHEMA" ->
                        schemas.computeIfPresent(
                                o.name(), (n, s) -> new Observed.PgSchema(admin, s.acl(), s.ofExtension()));
                    case "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE" ->
                        objects.add(new Observed.PgObject(ObjectType.TABLE, o.schema(), o.name(), Map.of()));
                    case "SEQUENCE" ->
                        objects.add(new Observed.PgObject(ObjectType.SEQUENCE, o.schema(), o.name(), Map.of()));
                    default -> {}
                }
            }
        }
        return new Observed.Inside(schemas, inside.defaults(), objects, inside.installed());
    }

    private static Observed.PgRole marked(Observed.PgRole r, String marker) {
        return new Observed.PgRole(
                r.canLogin(),
                r.inherits(),
                r.flags(),
                r.connectionLimit(),
                marker,
                r.settings(),
                r.members(),
                r.memberOf(),
                r.sessions());
    }

    /** Roles of the order's names that are there and nobody's: no marker, or the order's already. */
    private static List<String> unmarked(Wanted wanted, Observed observed) {
        return Login.ALL.stream()
                .map(wanted.names()::login)
                .filter(name -> Optional.ofNullable(observed.roles().get(name))
                        .filter(r -> !wanted.marks(r.marker()) && free(wanted, r.marker()))
                        .isPresent())
                .toList();
    }

    /** Owners of objects that nobody named: theirs stay as they are. */
    public static Set<String> strangers(PgNames names, Adoption adoption, Adoptable there) {
        Set<String> out = new HashSet<>();
        there.objects().stream()
                .filter(o -> !(o.type().equals("SCHEMA") && o.name().equals(PUBLIC_SCHEMA)))
                .map(Adoptable.Owned::owner)
                .filter(o -> !adoption.owners().contains(o) && !o.equals(names.role(Role.ADMIN)))
                .forEach(out::add);
        return out;
    }

    /** Whether a comment is no other order's marker. */
    public static boolean free(Wanted wanted, String comment) {
        return !comment.startsWith(MARK) || wanted.marks(comment);
    }
}
