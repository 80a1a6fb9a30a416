import { useEffect, useState } from "react";
import type { DemoApi, Device } from "../demo-api.ts";
import { nameOfUserAgent } from "../name-of-user-agent.ts";
import { ago, dateAndTime } from "../time.ts";
import { useAction } from "../use-action.ts";
import { useNow } from "../use-now.ts";
import { usePageHeading } from "../use-page-heading.ts";

/** Where the user is logged in, from `GET /auth/sessions`, with a way to end each. */
export function DevicesPage({ api }: { api: DemoApi }) {
  const heading = usePageHeading("Devices");
  const [devices, setDevices] = useState<Device[]>();
  const now = useNow(1000);

  const load = useAction(async () => setDevices(await api.listDevices()));
  const endOthers = useAction(async () => {
    await api.endOtherDevices();
    setDevices(await api.listDevices());
  });

  // Once, when the page opens.
  useEffect(load.start, []);

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Devices
      </h1>
      <p className="page-lead">Where you are logged in. Each is a session of its own and ends alone.</p>
      <p className="alert" role="alert">
        {load.failure || endOthers.failure}
      </p>
      {devices !== undefined && (
        <ul className="devices" aria-label="Devices">
          {devices.map((device) => (
            <DeviceItem
              key={device.sid}
              device={device}
              now={now}
              end={async () => {
                await api.endDevice(device.sid);
                setDevices(await api.listDevices());
              }}
            />
          ))}
        </ul>
      )}
      {devices !== undefined && devices.length > 1 ? (
        <button
          type="button"
          className="button button-quiet devices-others"
          aria-disabled={endOthers.running}
          onClick={endOthers.start}
        >
          End all others
        </button>
      ) : (
        <p className="page-lead devices-others">
          Log in with another browser, or in a private window, and it appears here.
        </p>
      )}
    </>
  );
}

function DeviceItem({ device, now, end }: { device: Device; now: number; end: () => Promise<void> }) {
  const ending = useAction(end);
  const name = nameOfUserAgent(device.user_agent);
  return (
    <li>
      <div className="device-text">
        <span className="device-name">{name}</span>
        {device.current && <span className="device-here">this one</span>}
        <span className="device-times">
          Logged in {dateAndTime(device.created_at)}, last used {ago(device.last_active_at, now)}
        </span>
        {ending.failure !== "" && <span role="alert">{ending.failure}</span>}
      </div>
      {!device.current && (
        <button
          type="button"
          className="button button-quiet"
          aria-label={`End the session of ${name}`}
          aria-disabled={ending.running}
          onClick={ending.start}
        >
          End
        </button>
      )}
    </li>
  );
}
