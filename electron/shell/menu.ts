import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuParts {
  readonly platform: NodeJS.Platform;
  readonly devTools: boolean;
}

/** The Dutch application menu, with the program's own menu first on macOS. */
export function setMenu(parts: MenuParts): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(parts, app.name)));
}

export function menuTemplate({ platform, devTools }: MenuParts, name: string): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin';
  return [
    ...(mac ? [programMenu(name)] : []),
    {
      label: 'Bestand',
      submenu: [
        { label: 'Afdrukken…', accelerator: 'CmdOrCtrl+P', click: printFocused },
        { type: 'separator' },
        mac ? { role: 'close', label: 'Sluit venster' } : { role: 'quit', label: 'Afsluiten' },
      ],
    },
    editMenu(),
    viewMenu(devTools),
    {
      role: 'window',
      label: 'Venster',
      submenu: [
        { role: 'minimize', label: 'Minimaliseren' },
        { role: 'zoom', label: mac ? 'Zoom' : 'Maximaliseren' },
        ...(mac ? [{ role: 'front', label: 'Alles op voorgrond' } as const] : []),
      ],
    },
  ];
}

function programMenu(name: string): MenuItemConstructorOptions {
  return {
    label: name,
    submenu: [
      { role: 'about', label: `Over ${name}` },
      { type: 'separator' },
      { role: 'services', label: 'Voorzieningen' },
      { type: 'separator' },
      { role: 'hide', label: `Verberg ${name}` },
      { role: 'hideOthers', label: 'Verberg andere' },
      { role: 'unhide', label: 'Toon alles' },
      { type: 'separator' },
      { role: 'quit', label: `Stop ${name}` },
    ],
  };
}

function editMenu(): MenuItemConstructorOptions {
  return {
    label: 'Bewerken',
    submenu: [
      { role: 'undo', label: 'Ongedaan maken' },
      { role: 'redo', label: 'Opnieuw' },
      { type: 'separator' },
      { role: 'cut', label: 'Knippen' },
      { role: 'copy', label: 'Kopiëren' },
      { role: 'paste', label: 'Plakken' },
      { role: 'selectAll', label: 'Alles selecteren' },
    ],
  };
}

function viewMenu(devTools: boolean): MenuItemConstructorOptions {
  return {
    label: 'Weergave',
    submenu: [
      { role: 'resetZoom', label: 'Ware grootte' },
      { role: 'zoomIn', label: 'Groter' },
      { role: 'zoomOut', label: 'Kleiner' },
      { type: 'separator' },
      { role: 'togglefullscreen', label: 'Volledig scherm' },
      ...(devTools
        ? ([
            { role: 'reload', label: 'Opnieuw laden' },
            { role: 'toggleDevTools', label: 'Ontwikkelhulpmiddelen' },
          ] as const)
        : []),
    ],
  };
}

function printFocused(): void {
  BrowserWindow.getFocusedWindow()?.webContents.print();
}
