/** The part of fengari's C-like interface that the model of Redis uses. */
declare module 'fengari' {
  export interface LuaState {
    readonly opaque: unique symbol;
  }
  export const lua: {
    LUA_REGISTRYINDEX: number;
    lua_createtable(L: LuaState, array: number, record: number): void;
    lua_gettop(L: LuaState): number;
    lua_getfield(L: LuaState, index: number, key: Uint8Array): number;
    lua_isinteger(L: LuaState, index: number): boolean;
    lua_isnil(L: LuaState, index: number): boolean;
    lua_pcall(L: LuaState, args: number, results: number, handler: number): number;
    lua_pop(L: LuaState, count: number): void;
    lua_pushboolean(L: LuaState, value: boolean): void;
    lua_pushcfunction(L: LuaState, run: (L: LuaState) => number): void;
    lua_pushinteger(L: LuaState, value: number): void;
    lua_rawgeti(L: LuaState, index: number, at: number): number;
    lua_rawseti(L: LuaState, index: number, at: number): void;
    lua_rawlen(L: LuaState, index: number): number;
    lua_setfield(L: LuaState, index: number, key: Uint8Array): void;
    lua_setglobal(L: LuaState, name: Uint8Array): void;
    lua_settop(L: LuaState, top: number): void;
    lua_toboolean(L: LuaState, index: number): boolean;
    lua_tojsstring(L: LuaState, index: number): string;
    lua_tonumber(L: LuaState, index: number): number;
    lua_tostring(L: LuaState, index: number): Uint8Array | null;
    lua_type(L: LuaState, index: number): number;
    LUA_TBOOLEAN: number;
    LUA_TNIL: number;
    LUA_TNUMBER: number;
    LUA_TSTRING: number;
    LUA_TTABLE: number;
  };
  export const lauxlib: {
    luaL_newstate(): LuaState;
    luaL_loadbuffer(L: LuaState, code: Uint8Array, length: number | null, name: Uint8Array): number;
    luaL_ref(L: LuaState, table: number): number;
    luaL_error(L: LuaState, format: Uint8Array): number;
  };
  export const lualib: { luaL_openlibs(L: LuaState): void };
  export function to_luastring(text: string): Uint8Array;
}

declare module 'fengari/src/lstring.js' {
  import type { LuaState } from 'fengari';

  export interface LuaString {
    readonly realstring: Uint8Array;
  }
  /** A string of these very bytes. */
  export function luaS_bless(L: LuaState, bytes: Uint8Array): LuaString;
}

declare module 'fengari/src/lobject.js' {
  import type { LuaState } from 'fengari';
  import type { LuaString } from 'fengari/src/lstring.js';

  export function pushsvalue2s(L: LuaState, text: LuaString): void;
}
