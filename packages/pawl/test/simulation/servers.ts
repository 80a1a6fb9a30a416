import type { Chance } from "./chance.ts";
import { type Server, startServer } from "./server.ts";
import { createServerClock } from "./server-clock.ts";
import type { SharedStore } from "./stores.ts";
import type { World } from "./world.ts";

/** Several servers on one store, which are killed and restarted while the world is stormy. */
export interface Servers {
  /** The port of any of them, as a load balancer without health checks has it: nobody may listen there at present. */
  port(chance: Chance): number;
  /** Resolves when no more is broken, and all of them run. */
  settle(): Promise<void>;
  stop(): void;
}

export async function startServers(world: World, shared: SharedStore): Promise<Servers> {
  const { settings, time } = world;
  const chance = world.chance.of("servers");
  const spoil = settings.spoil ?? ((store) => store);
  let starts = 0;

  /** One place where a server runs, with a clock that outlives it. */
  async function startPlace() {
    const clock = createServerClock(time, chance, settings.skewMs);
    const start = () => {
      starts++;
      const store = spoil(shared.open());
      return startServer(world, store, clock.read, world.chance.of(`store ${starts}`));
    };
    let server: Server = await start();
    return {
      port: () => server.port,
      kill: () => server.kill(),
      async restart() {
        server = await start();
      },
      jump: clock.jump,
    };
  }

  const places = await Promise.all(Array.from({ length: settings.servers }, startPlace));
  const [first, ...others] = places;
  if (first === undefined) throw new Error("a simulation needs a server");
  const anyOf = (drawn: Chance) => drawn.pick([first, ...others]);

  async function unrest(): Promise<void> {
    while (world.isStormy) {
      await time.pass(chance.around(5000));
      const place = anyOf(chance);
      if (chance.happens(0.5)) {
        world.count("clock jumps");
        place.jump();
      } else {
        world.count("server kills");
        place.kill();
        await time.pass(chance.between(200, 6000));
        await place.restart();
      }
    }
  }
  const rest = unrest();

  return {
    port: (drawn) => anyOf(drawn).port(),
    settle: () => rest,
    stop() {
      for (const place of places) place.kill();
    },
  };
}
